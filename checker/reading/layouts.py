"""Which layout a header row opens: months across or down, a list, a form, papers, a profile."""

from __future__ import annotations

from checker.reading.columns import Column
from checker.reading.terms import understand
from checker.workbook import Sheet

THINGS = ("entities", "entity_list")
"""Layouts whose rows are plants, buildings or meters, without and with a period of their own."""
LISTED = ("list", "entity_list")
"""Layouts with a period in every row."""
PROFILE_ITEMS = 3
"""So many headers that are items of the facility profile make a table of facilities (ours)."""


def choose_layout(sheet: Sheet, known: list[Column]) -> str:
    """Say how a table is laid out: down, list, rows, documents, explanations or profile."""
    kinds = {each.kind for each in known}
    if "finding" in kinds:
        return "explanations"
    if sum(1 for each in known if each.meaning.facility) >= PROFILE_ITEMS and not kinds & {
        "flow_value",
        "item_value",
    }:
        return "profile"
    if _is_document_table(sheet, known):
        return "documents"
    if "month_value" in kinds:
        return "across"
    if kinds & {"month", "date", "start", "year"}:
        items = [
            each
            for each in known
            if each.kind in ("item_value", "parameter", "production", "declared", "year_value")
        ]
        named = any(each.kind in ("item", "flow") for each in known)
        values = any(each.kind in ("quantity", "flow_value") for each in known)
        down = (
            (items or values)
            and not named
            and kinds & {"month", "date"}
            and not kinds & {"start", "account"}
            and ("year" not in kinds or any(each.kind == "item_value" for each in known))
        )
        return "down" if down else "list"
    return "rows"


def _is_document_table(sheet: Sheet, known: list[Column]) -> bool:
    kinds = {each.kind for each in known}
    if kinds & {"month_value", "parameter", "declared"}:
        return False
    if "document" in kinds:
        return True
    name = understand(sheet.name)
    papers = {"document", "data_source"} & set(name.roles) or set(name.documents) - {
        "ledger",
        "log",
        "statistics",
        "meter",
    }
    return bool(papers) and "reference" in kinds and "item" not in kinds
