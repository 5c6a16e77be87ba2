"""A month of the report year has no figure, though the line's other months have."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.api import Evidence, Filing, rule, take_column
from rules._columns import is_any, take_list
from rules.periods._months import LINE, number_months

if TYPE_CHECKING:
    from checker.findings import Row, Severity
    from rules._columns import Ints
    from rules.periods._months import ReportMonths

STEADY = ("purchased", "net_purchased", "consumed", "own_use", "generated", "exported")
"""Flows that a line which has them has every month; sales, losses and corrections come as they come."""
BOUGHT = ("purchased", "net_purchased")
STORED = (
    "raw_coal", "coal", "anthracite", "bituminous_coal", "sub_bituminous_coal", "lignite", "washed_coal", "coke", "briquette",
    "other_washed_coal", "petroleum_coke", "diesel", "petrol", "fuel_oil", "kerosene", "lpg", "lng", "propane", "biomass",
    "acetylene", "co2_shielding_gas", "sf6", "refrigerant", "carbonate", "lubricant", "methanol", "biodiesel",
)  # fmt: skip
"""Sources delivered now and then: a month without a delivery is nothing to wonder at."""
HEAT = ("heat", "steam", "hot_water", "cooling")
KIND = ["site", "source", "flow", "attribute"]
FEWEST = 6
"""Months a line must tell to be a monthly one where those it tells are scattered (ours)."""
SEASON = frozenset(range(3, 10))
"""April to October, counted from 0: no heating in the north of the northern hemisphere."""
SHORTEST_SEASON = 3
FULL = 0.5
"""Share of the usual month from which a month is a full one (ours)."""
CLOSED = 4
"""From so many blank months at its end a line has probably been closed (ours)."""


class Month(NamedTuple):
    """A month of the report year: its fact, place, what its line is (site, source, flow, attribute), state and amount."""

    row: int
    place: int
    kind: tuple[str, str, str, str]
    state: str
    amount: float


class Line(NamedTuple):
    """A line's months of the report year: told, blank and 0, by place, and what last year's told."""

    key: tuple[str, int]
    source: str
    flow: str
    rows: dict[int, int]
    told: frozenset[int]
    filled: frozenset[int]
    zeros: frozenset[int]
    last_year: frozenset[int]
    usual: float
    marked: bool


@rule("PER101", severity="warning", scope="series", needs=("facts.amount",), given=("year",))
def missing_month(filing: Filing, *, closed: int = CLOSED) -> Iterator[Evidence]:
    """Find the blank or absent months of lines whose other months are filed, and zeros amid purchased power.

    Blank months before a line's start, or at least `closed` of them after its end, are a review; a warning
    where the line tells the very same months of the next year instead.
    """
    lines = list_gappy_lines(filing)
    later = list_next_year(filing) if lines else {}
    for line in lines:
        severity = judge_blanks(line, lines, closed, filing.first_month)
        if severity is not None:
            over = later.get(line.key) == frozenset(find_missing(line))
            yield make_evidence(filing, line, "warning" if over else severity)
        zeros = find_odd_zeros(line)
        if zeros:
            rows = tuple(line.rows[place] for place in zeros)
            grave = stands_between_full(filing, line, zeros) and not has_reason(filing, line)
            severity = "warning" if grave else "review"
            stake = weigh_months(filing, line, zeros) if grave else None
            yield describe_months(filing, line, zeros, rows, severity, stake)


def list_gappy_lines(filing: Filing) -> list[Line]:
    """Give the lines of steady flows that tell some months of the report year and not all, or tell a 0."""
    import numpy as np

    known = number_months(filing)
    flow, state, amount = (
        take_column(filing, "monthly", name)[known.order] for name in ("flow", "state", "amount")
    )
    steady = is_any(flow, STEADY)
    size = len(known.keys)
    distinct = np.unique((known.line * 12 + known.place)[steady]) // 12  # months of a year
    gappy = np.bincount(distinct, minlength=size) < 12
    gappy[known.line[steady & ((state == "blank") | (amount == 0))]] = True
    picked = np.flatnonzero(steady & gappy[known.line])
    if not len(picked):
        return []
    site = take_column(filing, "monthly", "site")[known.order]
    told: dict[str, set[int]] = {}
    for place in np.flatnonzero(steady & ~np.isnan(amount)).tolist():
        told.setdefault(site[place], set()).add(int(known.place[place]))
    months: dict[int, list[Month]] = {}
    for line, month in zip(known.line[picked].tolist(), list_months(filing, known, picked), strict=True):
        months.setdefault(line, []).append(month)
    earlier = list_last_year(filing)
    lines: list[Line] = []
    for number, own in months.items():
        line = read_line(own, known.keys[number], earlier)
        if not line.filled:
            continue
        first, last = min(told[line.key[0]]), max(told[line.key[0]])
        said = any(each.key[0] == line.key[0] for each in lines)
        lines.append(line._replace(told=line.told | list_unfiled(first, last) if said else line.told))
    return lines


def list_unfiled(first: int, last: int) -> frozenset[int]:
    """Give the places before and after all that a site filed, where they are many: said of one line, not of each."""
    places = {place for place in range(12) if not first <= place <= last}
    return frozenset(places) if len(places) >= CLOSED else frozenset()


def list_next_year(filing: Filing) -> dict[tuple[str, int], frozenset[int]]:
    """Give the places of the next year's positive months by (site, series): a financial year runs on into it."""
    found: dict[tuple[str, int], set[int]] = {}
    names = ("site", "series", "month", "amount")
    for site, series, month, amount in zip(
        *(take_list(filing, "monthly", name) for name in names), strict=True
    ):
        if amount > 0 and filing.year_of(month) == (filing.year or 0) + 1:
            found.setdefault((site, int(series)), set()).add(int(filing.place_of(month)))
    return {key: frozenset(places) for key, places in found.items()}


def list_last_year(filing: Filing) -> dict[tuple[Any, ...], frozenset[int]]:
    """Give the places of last year's positive months by (site, series), and by what the line is where it is the only one."""
    import numpy as np

    month, amount = (take_column(filing, "monthly", name) for name in ("month", "amount"))
    before = np.flatnonzero((filing.year_of(month) == (filing.year or 0) - 1) & (amount > 0))
    places = filing.place_of(month[before]).tolist()
    columns = {name: take_column(filing, "monthly", name)[before].tolist() for name in {*LINE, *KIND}}
    told: dict[tuple[Any, ...], set[int]] = {}
    lines: dict[tuple[Any, ...], set[int]] = {}
    for keys in (LINE, KIND):
        named = zip(*(columns[name] for name in keys), strict=True)
        for key, series, place in zip(named, columns["series"], places, strict=True):
            told.setdefault(key, set()).add(place)
            lines.setdefault(key, set()).add(series)
    return {key: frozenset(own) for key, own in told.items() if len(lines[key]) == 1}


def list_months(filing: Filing, known: ReportMonths, picked: Ints) -> list[Month]:
    """Give some of the months of the report year."""
    at = known.order[picked]
    columns = (take_column(filing, "monthly", name)[at].tolist() for name in ("state", "amount"))
    kinds = zip(*(take_column(filing, "monthly", name)[at].tolist() for name in KIND), strict=True)
    rows = filing.monthly().index.to_numpy()[at].tolist()
    return list(map(Month, rows, known.place[picked].tolist(), kinds, *columns))


def read_line(own: list[Month], key: tuple[str, int], earlier: dict[tuple[Any, ...], frozenset[int]]) -> Line:
    """Read a line's months into sets of places; a refused value is no missing one."""
    positive = [each.amount for each in own if each.amount > 0]
    _, source, flow, _ = kind = own[0].kind
    return Line(
        key=key, source=source, flow=flow,
        rows={each.place: each.row for each in own},
        told=frozenset(each.place for each in own if each.state != "blank"),
        filled=frozenset(each.place for each in own if not math.isnan(each.amount)),
        zeros=frozenset(each.place for each in own if each.amount == 0),
        last_year=earlier.get(key) or earlier.get(kind) or frozenset(),
        usual=median(positive) if positive else 0.0,
        marked=any(each.state == "not_applicable" for each in own),
    )  # fmt: skip


def judge_blanks(line: Line, lines: list[Line], closed: int, first_month: int = 1) -> Severity | None:
    """Say how grave a line's missing months are; None where there are none or a reason is plain to see."""
    missing = find_missing(line)
    if not missing or line.marked:
        return None
    first, last = min(line.filled), max(line.filled)
    inner = {place for place in missing if first < place < last}
    leading, trailing = ({p for p in missing if p < first}, {p for p in missing if p > last})
    if inner and len(line.filled) < FEWEST and count_runs(line.filled) > 2:
        return None
    if not inner and not line.last_year and is_succeeded(line, lines, missing):
        return None
    if is_season(line, missing, first_month):
        return None if line.source in HEAT else "review"
    if inner:
        return "review" if line.source in STORED and line.flow != "consumed" else "warning"
    if trailing and len(trailing) < closed:
        return "warning"
    return "warning" if leading & line.last_year and not trailing else "review"


def find_missing(line: Line) -> list[int]:
    """Give the places that tell nothing; those that last year's line did not tell either are its season."""
    missing = [place for place in range(12) if place not in line.told]
    return [place for place in missing if not line.last_year or place in line.last_year]


def count_runs(places: frozenset[int]) -> int:
    """Count the runs of months in a row."""
    return sum(place - 1 not in places for place in places)


def is_season(line: Line, missing: list[int], first_month: int) -> bool:
    """Tell whether a fuel or heat line is blank in a stretch of summer months alone, as heating is."""
    months = {(place + first_month - 1) % 12 for place in missing}
    if line.source.endswith("electricity") or len(missing) < SHORTEST_SEASON or not months <= SEASON:
        return False
    return not line.told & set(range(min(missing), max(missing)))


def is_succeeded(line: Line, lines: list[Line], missing: list[int]) -> bool:
    """Tell whether another line of the same kind tells the missing months and lacks these: a meter was changed."""
    return any(
        (other.key[0], other.source, other.flow) == (line.key[0], line.source, line.flow)
        and other.key != line.key and set(missing) <= other.filled and not line.filled <= other.filled
        for other in lines
    )  # fmt: skip


def find_odd_zeros(line: Line) -> list[int]:
    """Give the zeros between positive months of purchased power, where the others are not 0."""
    if not line.source.endswith("electricity") or line.source == "pv_electricity" or line.flow not in BOUGHT:
        return []
    positive = line.filled - line.zeros
    if len(positive) < FEWEST or len(line.zeros) > 2:
        return []
    return [place for place in sorted(line.zeros) if min(positive) < place < max(positive)]


def stands_between_full(filing: Filing, line: Line, zeros: list[int]) -> bool:
    """Tell whether each run of zeros stands between months of more than half the usual one."""
    amounts = filing.facts["amount"]
    full = {place for place in line.filled if float(amounts.loc[line.rows[place]]) > FULL * line.usual}
    return all({place - 1, place + 1} - set(zeros) <= full and 0 < place < 11 for place in zeros)


def has_reason(filing: Filing, line: Line) -> bool:
    """Tell whether the line's remark or the site's explanations say something of it."""
    return bool(str(filing.series.loc[find_series_row(filing, line), "remark"]).strip())


def make_evidence(filing: Filing, line: Line, severity: Severity) -> Evidence:
    """Name the blank cells, or the line's label where a list has no row for the month."""
    missing = find_missing(line)
    cells = tuple(line.rows[place] for place in missing if place in line.rows)
    rows: tuple[Row, ...] = cells or (find_series_row(filing, line),)
    stake = weigh_months(filing, line, missing) if severity == "warning" else None
    return describe_months(filing, line, missing, rows, severity, stake)


def find_series_row(filing: Filing, line: Line) -> int:
    """Give the row id of a line itself."""
    series = filing.series
    return int(series.index[(series["site"] == line.key[0]) & (series["series"] == line.key[1])][0])


def weigh_months(filing: Filing, line: Line, missing: list[int]) -> float | None:
    """Give the tonnes that so many usual months would add: filed is less by that."""
    factor = float(filing.emissions()["factor"].loc[line.rows[min(line.filled)]])
    tonnes = -line.usual * len(missing) * factor
    return tonnes if tonnes == tonnes else None  # noqa: PLR0124  # NaN differs from itself


def describe_months(
    filing: Filing,
    line: Line,
    places: list[int],
    rows: tuple[Row, ...],
    severity: Severity,
    stake: float | None,
) -> Evidence:
    """Put together what is said of some months of a line."""
    months = [filing.date_place(place) for place in places]
    end = filing.date_place(places[-1] + 1)
    scale = float(filing.facts["scale"].loc[line.rows[min(line.filled)]])
    values: dict[str, Any] = {"months": months, "count": len(months), "usual": line.usual / scale}
    beside = [line.rows[place] for place in sorted(line.filled) if {place - 1, place + 1} & set(places)]
    context: tuple[tuple[Row, str], ...] = tuple((row, "other_month") for row in beside)
    return Evidence(rows, values, context, at_stake=stake, severity=severity, period=(months[0], end))
