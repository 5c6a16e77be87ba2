"""PV output in the purchased row: the kWh belong in the row of own PV, where they count 0 t."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from checker.api import Edit, Evidence, Filing, NewFact, Proposal, misfiling, plain
from rules._columns import find_lines, pick_value, read_line, take_list
from rules.documents._coverage import list_papers, spread_over_year, sum_bills
from rules.electricity._panels import OWN, SOMEONE_ELSES, UTMOST
from rules.electricity.pv_filed_as_purchased import BILLS, DOUBLE, WEAK

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

PERIOD = ("site", "start", "end", "base_unit")
PRIORS = {1: 0.5, 2: 0.8, 3: 0.95}
"""How probable the misfiling is by its signals; a remark that names PV counts as two (ours)."""
MOST = 0.97
SAME = 0.05
"""How near the kWh that move must come to those in question, as a share (ours)."""


def file_pv_as_grid(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake, a site at a time: the kWh of its PV row go into an empty purchased row."""
    facts = filing.facts
    for site in sorted(set(facts["site"])):
        own = facts[(facts["site"] == site) & (facts["source"] == "pv_electricity") & (facts["amount"] > 0)]
        output = next((own[own["flow"] == flow] for flow in OWN if (own["flow"] == flow).any()), own.iloc[:0])
        bought = facts[
            (facts["site"] == site)
            & (facts["source"] == "grid_electricity")
            & facts["flow"].isin(("purchased", "net_purchased"))
        ]
        if output.empty or (bought["amount"].fillna(0.0) != 0).any():
            continue
        edits: list[Edit] = []
        for row in output.index:
            place = find_fact(bought, output.loc[row])
            if place is None:
                break
            quantity = float(output["amount"].loc[row]) / float(bought["scale"].loc[place])
            edits += [Edit(place, quantity), Edit(int(row), None)]
        else:
            yield tuple(edits)


@misfiling("pv-filed-as-grid", answers=("ELE103",), make=file_pv_as_grid, taxonomy="E01")
def pv_filed_as_grid(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: what no bill covers leaves the purchased cells and goes to the PV cells of the same periods."""
    said: dict[str, Any] = dict(evidence.values)
    signals: list[str] = said["signals"]
    if tuple(signals) in WEAK or said.get("yield_kwh", 0.0) > UTMOST:
        return  # nothing points at PV, or no roof gives so much
    if "same_as_pv_row" in signals:
        yield from empty_copy(evidence, signals)
        return
    weight = len(signals) + len(DOUBLE & set(signals))
    facts = filing.facts.loc[[row for row in evidence.rows if isinstance(row, int)]]
    kept: dict[int, float] | None = dict.fromkeys(facts.index, 0.0)
    if {"ledger_lacks", "own_meter_record"} & set(signals):
        kept = find_kept(filing, facts, float(said["amount"]))
    if kept is None:
        return
    edits: list[Edit] = []
    taken: set[int] = set()
    for row in facts.index:
        fact = facts.loc[row]
        moved = float(fact["amount"]) - kept[row]
        if moved <= 0:
            continue
        edits.append(Edit(int(row), kept[row] / float(fact["scale"])))
        edits.append(fill_pv(filing, fact, moved, taken))
    yield Proposal(tuple(edits), PRIORS.get(weight, MOST))


def empty_copy(evidence: Evidence, signals: list[str]) -> Iterator[Proposal]:
    """Empty the purchased cells that repeat the PV row, where the sun or the roof says that the figures are the panels'."""
    if len(signals) > 1:
        edits = tuple(Edit(int(row), 0.0) for row in evidence.rows if isinstance(row, int))
        yield Proposal(edits, PRIORS[2])


def find_kept(filing: Filing, facts: pd.DataFrame, amount: float) -> dict[int, float] | None:
    """Give, by fact, the kWh that stay: what its bills hold, else what the PV meter leaves.

    None where neither tells it of every fact, or what moves is not the amount in question: bills
    may be of several lines.
    """
    filed = facts["amount"].to_dict()
    for kept in (read_bills(filing, facts), read_meters(filing, facts)):
        if kept is None:
            continue
        moved = sum(max(0.0, float(filed[row]) - kept[int(str(row))]) for row in filed)
        if abs(moved - amount) <= SAME * amount:
            return kept
    return None


def read_meters(filing: Filing, facts: pd.DataFrame) -> dict[int, float] | None:
    """Give, by fact, the kWh beside what the panels' meter tells of its period; None where it does not tell it."""
    papers = filing.documents
    papers = papers[
        (papers["kind"] == "meter") & (papers["source"] == "pv_electricity") & papers["flow"].isin(OWN)
    ]
    kept: dict[int, float] = {}
    for row in facts.index:
        fact = facts.loc[row]
        own = papers[(papers["site"] == fact["site"]) & (papers["start"] == fact["start"])]
        own = own[(own["end"] == fact["end"]) & (own["base_unit"] == "kWh") & own["amount"].notna()]
        if len(own) != 1 or len(set(facts["series"])) > 1:
            return None
        kept[int(str(row))] = max(0.0, float(fact["amount"]) - float(own["amount"].iloc[0]))
    return kept


def read_bills(filing: Filing, facts: pd.DataFrame) -> dict[int, float] | None:
    """Give, by fact, the kWh that its bills hold; None where they do not tell it of every fact."""
    year = filing.year or 0
    kept: dict[int, float] = {}
    for key, own in facts.groupby(["site", "series"]):
        line = read_line(filing, find_lines(filing)[cast("tuple[str, int]", key)])
        months, whole = sum_bills(list_papers(filing, line), year, BILLS, filing.first_month)
        spread = spread_over_year(own, year, filing.first_month)
        for place, row in enumerate(own.index):
            held = [n for n in range(12) if spread[place, n]]
            bill = months[held[0]] if len(held) == 1 else whole
            if bill is None:
                return None
            kept[int(row)] = bill
    return kept


def fill_pv(filing: Filing, fact: pd.Series, moved: float, taken: set[int]) -> Edit:
    """Put kWh into the PV cell of a fact's period, or into a new fact where there is none.

    Cells already `taken` by this proposal are passed over; the cell used is added to them.
    """
    empty = list_empty(filing)
    flows = ("purchased", *OWN) if is_bought(filing, fact) else OWN
    for flow in flows:
        places = empty.get((flow, *(fact[name] for name in PERIOD)), [])
        place = next((each for each in places if each not in taken), None)
        if place is not None:
            taken.add(place)
            return Edit(place, moved / pick_value(filing, "facts", "scale", place))
    start, end = cast("dt.date", plain(fact["start"])), cast("dt.date", plain(fact["end"]))
    unit, scale, base = str(fact["unit"]), float(fact["scale"]), str(fact["base_unit"])
    new = NewFact(str(fact["site"]), "pv_electricity", "own_use", "non_fossil", start, end, unit, scale, base)
    return Edit(None, moved / scale, new)


def list_empty(filing: Filing) -> dict[tuple[Any, ...], list[int]]:
    """List the PV cells that hold nothing, by flow, site, period and base unit."""

    def find(own: Filing) -> dict[tuple[Any, ...], list[int]]:
        found: dict[tuple[Any, ...], list[int]] = {}
        names = ("source", "amount", "scale", "flow", *PERIOD)
        columns = (take_list(own, "facts", name) for name in names)
        for row, source, amount, scale, *key in zip(own.facts.index.tolist(), *columns, strict=True):
            if source == "pv_electricity" and not abs(amount) > 0 and scale > 0:
                found.setdefault(tuple(key), []).append(row)
        return found

    return filing.share("empty PV cells", find)


def is_bought(filing: Filing, fact: pd.Series) -> bool:
    """Tell whether the PV system is someone else's, by its owner in the profile or by a remark of the line."""
    line = read_line(filing, find_lines(filing)[(str(fact["site"]), int(fact["series"]))])
    owner = filing.profile_text("pv_ownership").get(fact["site"], "")
    return any(SOMEONE_ELSES.search(str(text)) for text in (owner, line["remark"], line["data_source"]))


def find_fact(facts: pd.DataFrame, like: pd.Series) -> int | None:
    """Give the first fact of the same period whose unit converts to the same base unit."""
    same = (facts["start"] == like["start"]) & (facts["end"] == like["end"])
    same &= (facts["base_unit"] == like["base_unit"]) & (facts["scale"] > 0)
    places: Iterable[int] = facts.index[same]
    return next((int(place) for place in places), None)
