"""Tables of documents (bills, settlements, contracts, meter records) and of explanations."""

from __future__ import annotations

from checker.reading.collect import NAN, unit_fields, write_value
from checker.reading.grid import filled, is_text
from checker.reading.locate import Block
from checker.reading.numbers import read_figure
from checker.reading.scene import Scene, Span, year_span
from checker.reading.spans import read_span
from checker.reading.subject import choose_fact_unit, resolve_subject
from checker.reading.terms import Meaning, understand
from checker.reading.text import fold
from checker.reading.units import parse_unit


def read_documents(block: Block, scene: Scene) -> None:
    """Read a table of documents, one a row; a row without a period covers the report year."""
    for row in range(block.first, block.last + 1):
        if filled(block.sheet, row):
            _read_document(block, scene, row)


def _read_document(block: Block, scene: Scene, row: int) -> None:
    sheet = block.sheet
    texts = {
        c.kind: write_value(sheet.value(row, c.at)).strip()
        for c in reversed(block.columns)
        if not sheet.is_blank(row, c.at)
    }
    kind_text = texts.get("document", "")
    words = " ".join(
        write_value(sheet.value(row, c.at)) for c in block.columns if is_text(sheet.value(row, c.at))
    )
    kind = understand(kind_text).document or (understand(sheet.name).document if not kind_text else "")
    kind = kind or understand(words).document
    if not kind or understand(kind_text).note:
        return
    unit_text = texts.get("unit", "")
    label = _find_covered(block, row, kind_text)
    subject = resolve_subject(label, None, understand(""))
    quantities = [
        c for c in block.of_kind("quantity", "item_value", "flow_value") if not sheet.is_blank(row, c.at)
    ]
    header = quantities[0].meaning.units if quantities else ()
    unit = choose_fact_unit(
        subject.source or "electricity", parse_unit(unit_text) if unit_text else (), header
    )
    start, end = _find_period(block, row, scene)
    at = (row, quantities[0].at) if quantities else (row, _find_kind_column(block, row))
    fields: dict[str, object] = {
        "site": texts.get("site", "") or scene.site, "kind": kind, "series": -1, "source": subject.source,
        "flow": subject.flow if label.source or label.flow else "", "account": texts.get("account", ""),
        "start": start, "end": end, "cost": _read_cost(texts.get("cost")), "currency": "",
        "reference": texts.get("reference", "") or _name_paper(texts.get("index", "")), **unit_fields(unit, unit_text),
    }  # fmt: skip
    if quantities:
        scene.collector.add_figure("documents", "quantity", sheet, at, scene.block, **fields)
    else:
        scene.collector.records["documents"].append({
            "row": scene.collector.take_row(), "text": kind_text, "state": "named", "quantity": NAN, "amount": NAN,
            **fields, **scene.collector.place(sheet, at[0], at[1], scene.block),
        })  # fmt: skip
    for column in block.of_kind("cost"):
        scene.collector.mark_used(sheet, row, column.at)
    scene.count("documents")


def _name_paper(text: str) -> str:
    """Give what a column of numbers (编号) says where it is no mere count of the rows: a paper's own number."""
    return "" if text.isdigit() else text


def _find_kind_column(block: Block, row: int) -> int:
    filled_columns = [c for c in block.columns if not block.sheet.is_blank(row, c.at)]
    return next((c.at for c in filled_columns if c.kind == "document"), filled_columns[0].at)


def _read_cost(text: str | None) -> float:
    number = read_figure(text).number if text else None
    return NAN if number is None else number


def _find_covered(block: Block, row: int, kind_text: str) -> Meaning:
    """Find what a document is about: the item it names, else the words of its other cells."""
    for kinds in (("item", "product", "flow"), ("remark", "data_source", "document", "unknown", "supplier")):
        for column in block.of_kind(*kinds):
            value = block.sheet.value(row, column.at)
            said = understand(value) if isinstance(value, str) else understand("")
            if said.source:
                return said
    return understand(kind_text)


def _find_period(block: Block, row: int, scene: Scene) -> Span:
    return read_span(block, row, scene) or year_span(scene.year)


def read_explanations(block: Block, scene: Scene) -> None:
    """Read explanations of findings: the finding's id, the words, by whom."""
    sheet = block.sheet
    for row in range(block.first, block.last + 1):
        cells = {c.kind: c.at for c in reversed(block.columns)}
        finding = write_value(sheet.value(row, cells["finding"])).strip()
        words = next(
            (write_value(sheet.value(row, cells[k])) for k in ("remark", "unknown", "item") if k in cells), ""
        )
        if not finding or not words:
            continue
        by = fold(write_value(sheet.value(row, cells["by"]))) if "by" in cells else ""
        verifier = any(word in by for word in ("verifier", "核查", "सत्यापन"))
        scene.collector.records["explanations"].append({
            "row": scene.collector.take_row(), "site": scene.site, "finding": finding, "text": words,
            "by": "verifier" if verifier else "company", "filed": "",
            **scene.collector.place(sheet, row, cells["finding"], scene.block),
        })  # fmt: skip
        scene.count("explanations")
