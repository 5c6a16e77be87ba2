"""Running rules over a filing: whether each can look, with what withheld, and what it saw."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker.findings import Evidence, Failure, Plain, Skipped

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing
    from checker.rule import Rule, Within


WITHHELD = ("facts", "totals", "parameters", "declared", "series")
"""Tables whose refused values leave a group incomplete; a bill's amount does not."""


class Look(NamedTuple):
    """What a rule saw, or why it could not look, or how it crashed; `partly` is what it said it could not judge."""

    rule: Rule
    evidence: tuple[Evidence, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    failure: Failure | None = None
    partly: tuple[Skipped, ...] = ()


def look_at(filing: Filing, rule: Rule, options: Mapping[str, Plain]) -> Look:
    """Run one rule; an exception in it becomes a Failure and hinders no other rule."""
    try:
        missing = find_missing(filing, rule)
        if missing is not None:
            return Look(rule, skipped=(missing,))
        sound, withheld = withhold_groups(filing, rule.within)
        skipped: tuple[Skipped, ...] = ()
        if withheld:
            skipped = (Skipped(rule.code, "withheld_refused", "withheld_refused", {"count": withheld}),)
        yielded = tuple(rule.look(sound, **options))
        seen = tuple(each for each in yielded if not isinstance(each, Skipped))
        partly = tuple(replace(each, code=rule.code) for each in yielded if isinstance(each, Skipped))
        return Look(rule, seen, skipped, partly=partly)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a rule raises, the others go on
        return Look(rule, failure=Failure(rule.code, describe_crash(error)))


def describe_crash(error: BaseException) -> str:
    """Say in one line what a rule raised and where."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}".replace("\n", " ")


def find_missing(filing: Filing, rule: Rule) -> Skipped | None:
    """Say what a rule needs and the filing does not hold; None where it can look."""
    for given in rule.given:
        if not filing.share(f"given {given}", lambda whole, what=given: _is_given(whole, what)):  # type: ignore[misc]
            return Skipped(rule.code, given, given)
    for need in rule.needs:
        table, _, column = need.partition(".")
        frame: pd.DataFrame = getattr(filing, table)
        if frame.empty:
            return Skipped(rule.code, "needs_table", "needs_table", {"table": table})
        if column and not filing.share(f"holds {need}", lambda _, own=frame[column]: _has_value(own)):  # type: ignore[misc]
            return Skipped(rule.code, "needs_column", "needs_column", {"column": need})
    return None


def _has_value(column: pd.Series) -> bool:
    return bool((column != "").any()) if column.dtype == "str" else bool(column.notna().any())


def _is_given(filing: Filing, given: str) -> bool:
    if given == "rule_set":
        return filing.rule_set is not None
    if given == "year":
        return filing.year is not None
    if given == "region":
        return not filing.profile_text("region").empty
    if given == "documents":
        return not filing.documents.empty
    if given == "output":
        return not filing.production.empty
    if given == "previous_year":
        return filing.year is not None and _tells_before(filing, filing.year)
    return False


def _tells_before(filing: Filing, year: int) -> bool:
    import numpy as np

    from checker.arrays import number_years, take_column

    dated = ~np.isnat(take_column(filing, "facts", "start"))
    return bool((dated & (number_years(filing, "facts") < year)).any())


def withhold_groups(filing: Filing, within: Within | None) -> tuple[Filing, int]:
    """Withhold whole every group that holds a refused value; give what is left and how many groups went.

    A group is a line (series), a site's year (site_year) or a located table (table).
    """
    if within is None or filing.refusals.empty:
        return filing, 0
    return filing.share(f"withheld {within}", lambda whole: _withhold(whole, within))


def _withhold(filing: Filing, within: Within) -> tuple[Filing, int]:
    import numpy as np

    tables = {name: getattr(filing, name) for name in WITHHELD}
    refused = set(filing.refusals["row"])
    broken: set[tuple[object, ...]] = set()
    for name, table in tables.items():
        rows = table[table.index.isin(refused)]
        broken |= set(_list_keys(filing, rows, within, name))
        if name == "series" and within == "site_year":
            broken |= {(site, filing.year) for site in rows["site"]}
    if not broken:
        return filing, 0
    kept = {}
    for name, table in tables.items():
        if name == "series":
            continue
        keys = _list_keys(filing, table, within, name)
        # an empty list would choose no column instead of no row
        kept[name] = table[np.array([key not in broken for key in keys], dtype=bool)]
    return replace(filing, shared=keep_judgements(filing), **kept), len(broken)


def keep_judgements(filing: Filing) -> dict[str, object]:
    """Give what rules judged of the filing as filed: which of its columns are parts of which, whatever is corrected."""
    from checker.filing import AS_FILED

    kept: dict[str, object] = {}
    for name, value in filing.shared.items():
        if name.startswith("withheld ") and isinstance(value, tuple) and value[0] is not filing:
            kept |= keep_judgements(value[0])
        elif name.startswith(AS_FILED):
            kept[name] = value
    return kept


def _list_keys(
    filing: Filing, table: pd.DataFrame, within: Within, name: str
) -> Iterable[tuple[object, ...]]:
    if within == "table":
        return list(zip(table["file"], table["sheet"], table["block"], strict=True))
    if within == "series":
        if "series" not in table:
            return [("",)] * len(table)
        keys = zip(table["site"], table["series"], table.index, strict=True)
        return [(site, line) if line >= 0 else ("", name, row) for site, line, row in keys]
    years = filing.years_of(table["start"]) if "start" in table else [None] * len(table)
    return list(zip(table["site"], years, strict=True))
