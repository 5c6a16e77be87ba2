"""What changes are worth in tCO2e: each applied alone to the earlier version, which is then recomputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from checker.compare.entries import Entry
from checker.compare.matching import Change, Pair
from checker.filing import Edit, NewFact

if TYPE_CHECKING:
    import pandas as pd

    from checker.cells import CellRef
    from checker.filing import Filing

MOST_ROWS = 400_000
"""So many stacked rows are recomputed at a time (ours: some hundred MiB)."""
MOST_WORK = 4_000_000
"""Beyond so many rows in all, cells are not weighed one by one, only lines (ours: some seconds)."""
SWAYING = frozenset({"region", "rule_set", "year"})
"""Facts of the facility on which factors and rule set hang."""


def weigh_changes(before: Filing, after: Filing, changes: Sequence[Change]) -> list[Change]:
    """Say of every change, and where that is affordable of every cell, what it alone is worth.

    Positive: the recomputed total grows. A typed cell is weighed with the formulas that hang on it, and
    what merely follows is marked and not weighed again. Stated totals, declared tonnes, bills and output
    move no recomputed tonnes: None.
    """
    marked = mark_followers(before, after, changes)
    edited = [each for each in marked if is_edit(each) and not each.follows]
    worths = iter(weigh_edits(before, [list_edits(each.pairs, after) for each in edited]))
    unknown = (list_unknown(before), list_unknown(after))
    weighed = [
        replace(each, tco2e=known_worth(each, next(worths), unknown))
        if is_edit(each) and not each.follows
        else replace(each, tco2e=weigh_swap(before, after, each))
        for each in marked
    ]
    return weigh_cells(before, after, weighed)


def list_unknown(filing: Filing) -> set[int]:
    """Give the facts whose tonnes cannot be said: those that count and have no factor, those without a known unit."""
    if filing.rule_set is None or filing.year is None:
        return set()
    emissions, facts = filing.emissions(), filing.facts
    unsaid = emissions["counted"].astype(bool) & emissions["tco2e"].isna() & facts["quantity"].notna()
    bare = facts["quantity"].notna() & facts["amount"].isna()
    return {*emissions.index[unsaid].tolist(), *facts.index[bare].tolist()}


def known_worth(change: Change, worth: float | None, unknown: tuple[set[int], set[int]]) -> float | None:
    """Give what a change is worth; None where tonnes of its own cells cannot be said."""
    if change.table != "facts":
        return worth
    for pair in change.pairs:
        for entry, rows in zip((pair.before, pair.after), unknown, strict=True):
            if entry is not None and entry.row in rows:
                return None
    return worth


def mark_followers(before: Filing, after: Filing, changes: Sequence[Change]) -> list[Change]:
    """Mark the cells whose formulas give their change once the typed cells have changed."""
    from checker.recalculate import follow_formulas

    formulas = find_formulas(before)
    typed = [
        edit
        for change in changes
        if is_edit(change)
        for pair in change.pairs
        if pair.before is None or pair.before.cell not in formulas
        for edit in make_edits(pair, after)
    ]
    rows = {edit.row for edit in follow_formulas(before, typed)} if formulas else set()
    return [
        replace(change, pairs=tuple(pair._replace(follows=is_follower(pair, rows)) for pair in change.pairs))
        for change in changes
    ]


def find_formulas(filing: Filing) -> set[CellRef | None]:
    """Give the cells of a filing that hold formulas."""
    from checker.cells import CellRef
    from checker.reading.formulas import read_formulas

    return {
        CellRef(name, *place) for name, data in filing.packages.items() for place in read_formulas(data, name)
    }


def is_follower(pair: Pair, rows: set[int | None]) -> bool:
    """Tell whether a pair's cell is among the rows that follow."""
    return pair.before is not None and pair.after is not None and pair.before.row in rows


def weigh_cells(before: Filing, after: Filing, changes: Sequence[Change]) -> list[Change]:
    """Say of the cells of changes what each alone is worth, where their number allows it."""
    several = [each for each in changes if len(each.pairs) > 1 and is_edit(each) and not each.follows]
    cells = [pair for each in several for pair in each.pairs if not pair.follows]
    worths: dict[int, float | None] = {}
    if len(cells) * max(1, len(before.facts)) <= MOST_WORK:
        weighed = weigh_edits(before, [make_edits(pair, after) for pair in cells])
        worths = {id(pair): tonnes for pair, tonnes in zip(cells, weighed, strict=True)}
    worths |= {id(each.pairs[0]): each.tco2e for each in changes if len(each.pairs) == 1}
    return [
        replace(each, pairs=tuple(pair._replace(tco2e=worths.get(id(pair))) for pair in each.pairs))
        for each in changes
    ]


def weigh_swap(before: Filing, after: Filing, change: Change) -> float | None:
    """Say what added parameters and the facility's own facts are worth; None where they move no tonnes."""
    if change.table == "parameters" and not change.follows:
        return difference(before, add_parameters(before, after, change))
    if change.table == "facility" and change.line[-1] in SWAYING:
        return difference(before, swap_facility(before, after, change))
    return None


def list_edits(pairs: Sequence[Pair], after: Filing) -> list[Edit]:
    """Give the edits of all cells of a line that do not merely follow."""
    return [edit for pair in pairs if not pair.follows for edit in make_edits(pair, after)]


def is_edit(change: Change) -> bool:
    """Tell whether a change can be made by edits of cells."""
    return change.table == "facts" or (change.table == "parameters" and change.kind in {"changed", "removed"})


def make_edits(pair: Pair, after: Filing) -> list[Edit]:
    """Give the edits that make the earlier version say what the later does in one place."""
    if pair.before is not None and pair.after is not None and same_line(pair.before, pair.after):
        return [make_edit(pair.before, pair.after, after)]
    edits = [] if pair.before is None else [Edit(pair.before.row, None)]
    if pair.after is not None and pair.after.said.number is not None:
        edits.append(make_fact(pair.after, after))
    return edits


def same_line(before: Entry, after: Entry) -> bool:
    """Tell whether two entries mean the same."""
    return (before.line, before.key) == (after.line, after.key)


def make_edit(before: Entry, entry: Entry, after: Filing) -> Edit:
    """Give the edit of a cell's number, and of its unit where that changed too."""
    number = entry.said.number
    if number is None or entry.said.unit == before.said.unit:
        return Edit(before.row, number)
    scale = float(find_record(getattr(after, entry.table), entry.row)["scale"])
    return Edit(before.row, number, unit=entry.said.unit, scale=scale)


def make_fact(entry: Entry, after: Filing) -> Edit:
    """Give the edit that adds a fact of the later version."""
    record = find_record(after.facts, entry.row)
    fact = NewFact(
        site=record["site"], source=record["source"], flow=record["flow"], attribute=record["attribute"],
        start=record["start"].date(), end=record["end"].date(), unit=record["unit"], scale=float(record["scale"]),
        base_unit=record["base_unit"],
    )  # fmt: skip
    return Edit(None, entry.said.number, fact=fact)


def find_record(frame: pd.DataFrame, row: int) -> Mapping[str, Any]:
    """Give a row of a frame as a dict."""
    return cast("Mapping[str, Any]", frame.loc[row].to_dict())


def weigh_edits(base: Filing, candidates: Sequence[Sequence[Edit]]) -> list[float | None]:
    """Say of every set of edits what it alone is worth; candidates stand stacked, a bounded number at a time."""
    from checker.counterfactual import stack_candidates
    from checker.diagnosis import measure_changes

    at_once = max(1, min(60, MOST_ROWS // max(1, len(base.facts))))
    worths: list[float | None] = []
    for first in range(0, len(candidates), at_once):
        edits = [tuple(each) for each in candidates[first : first + at_once]]
        worths += measure_changes(base, stack_candidates(base, edits), edits)
    return worths


def sum_recomputed(filing: Filing) -> float | None:
    """Give the recomputed tonnes of the report year as far as they can be said; None without a rule set or year."""
    if filing.rule_set is None or filing.year is None:
        return None
    return float(filing.recomputed()["tco2e"].sum())


def difference(base: Filing, changed: Filing) -> float | None:
    """Give the recomputed tonnes of a changed filing less the base's."""
    from checker.pronounce import plain_tonnes

    one, other = sum_recomputed(base), sum_recomputed(changed)
    return None if one is None or other is None else plain_tonnes(other - one)


def add_parameters(base: Filing, after: Filing, change: Change) -> Filing:
    """Give the earlier version with the parameters a change adds or moves to another line."""
    import pandas as pd

    rows = [pair.after.row for pair in change.pairs if pair.after is not None]
    gone = [pair.before.row for pair in change.pairs if pair.before is not None]
    lines = map_lines(base, after)
    added = after.parameters.loc[rows]
    series = [
        lines.get((site, line), -1)
        for site, line in zip(added["site"], added["series"].tolist(), strict=True)
    ]
    first = 1 + max((int(frame.index.max()) for frame in list_frames(base) if len(frame)), default=0)
    added = added.assign(series=series, site=_known_site(base, added["site"]))
    added = added.set_axis(range(first, first + len(rows))).rename_axis("row")
    return replace(base, parameters=pd.concat([base.parameters.drop(index=gone), added]), shared={})


def list_frames(filing: Filing) -> list[pd.DataFrame]:
    """List the tables whose rows have ids."""
    names = (
        "facility", "series", "facts", "totals", "parameters", "production", "documents", "declared", "explanations",
    )  # fmt: skip
    return [getattr(filing, name) for name in names]


def map_lines(base: Filing, after: Filing) -> dict[tuple[str, int], int]:
    """Give, by site and line id of the later version, the line of the earlier one that means the same."""
    from checker.compare.entries import name_lines

    known = {(site, meaning): line for (site, line), (meaning, _) in name_lines(base).items()}
    alone = len(set(base.series["site"])) == 1
    lone = next(iter(base.series["site"]), "")
    return {
        (site, line): known[lone if alone else site, meaning]
        for (site, line), (meaning, _) in name_lines(after).items()
        if (lone if alone else site, meaning) in known
    }


def _known_site(base: Filing, sites: pd.Series) -> pd.Series:
    names = set(base.series["site"])
    return sites.where(sites.isin(names), next(iter(names), "")) if len(names) == 1 else sites


def swap_facility(base: Filing, after: Filing, change: Change) -> Filing:
    """Give the earlier version with the region, year or rule set of the later."""
    import pandas as pd

    item = change.line[-1]
    theirs = after.facility[after.facility["item"] == item]
    theirs = theirs.assign(site=_known_site(base, theirs["site"]))
    first = 1 + max((int(frame.index.max()) for frame in list_frames(base) if len(frame)), default=0)
    theirs = theirs.set_axis(range(first, first + len(theirs))).rename_axis("row")
    facility = pd.concat([base.facility[base.facility["item"] != item], theirs])
    year = after.year if item == "year" else base.year
    rule_set = base.rule_set if item == "year" else after.rule_set
    return replace(base, facility=facility, year=year, rule_set=rule_set, shared={})
