"""Numbers of the facility sheet that were mistyped: by themselves, by last year's sheet, by what the plant draws."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rules._columns import take_list
from rules._grid import HOURS
from rules.balance._keystrokes import is_power_of_ten, is_swapped, spell_pair

if TYPE_CHECKING:
    from checker.api import Filing

FLOWS = {
    "transformer_kva": (("grid_electricity", "electricity"), ("purchased", "net_purchased", "consumed")),
    "pv_kwp": (("pv_electricity",), ("own_use", "generated")),
}
"""What goes through the transformer, and what the panels give."""
MOST_YEARLY = {"transformer_kva": HOURS, "pv_kwp": 2200.0}
"""kWh a year of one kVA in a leap year, and of one kWp (ours: as rule ELE202 has it)."""
LEAST_YEARLY = {"transformer_kva": 0.0, "pv_kwp": 100.0}
"""kWh a year of one kWp below which no panels yield (ours); a transformer may stand nearly idle."""
SAME_USE = 1.5
"""Times that what goes through it may differ from last year's, while its capacity is taken for unchanged (ours)."""
LETTERS = re.compile(r"\d[\d.,]*[OoIl][\d.,OoIl]*|[OoIl]\d[\d.,OoIl]*")
"""A number in which a letter stands for a digit."""
FIRST_YEAR, LAST_YEAR = 1990, 2060
PERIOD = re.compile(r"(\d{4})\s*(-|\.|)\s*(\d\d?)")
"""A fiscal year or a month, with two digits where nothing or a point parts them."""
MONTHS = 12


class Slip(NamedTuple):
    """An item that was mistyped: its row of `filing.facility`, site, item, text, likely number, what tells it."""

    row: int
    site: str
    item: str
    text: str
    meant: float | None
    hint: str


def list_slips(filing: Filing) -> dict[tuple[str, str], Slip]:
    """Give the mistyped items of the facility sheet by site and item."""
    return filing.share("mistyped profile", _list_slips)


def _list_slips(filing: Filing) -> dict[tuple[str, str], Slip]:
    names = ("site", "item", "text", "value", "at_row")
    rows = filing.facility.index.tolist()
    found: dict[tuple[str, str], Slip] = {}
    lone = len(set(take_list(filing, "facility", "site"))) == 1
    for row, site, item, text, value, at_row in zip(
        rows, *(take_list(filing, "facility", name) for name in names), strict=True
    ):
        if at_row < 0 or not text or (site, item) in found:
            continue
        slip = None
        if item == "year":
            slip = judge_year(filing, str(text), value)
        elif item in FLOWS:
            slip = judge_text(str(text), value) or (
                judge_size(filing, site, item, value, lone=lone) if value > 0 else None
            )
        if slip is not None:
            found[site, item] = Slip(row, site, item, str(text), *slip)
    return found


def judge_year(filing: Filing, text: str, value: float) -> tuple[float | None, str] | None:
    """Judge a report year: a number with as many digits as one or a few more or less, and no year."""
    digits = re.sub(r"\D", "", text)
    if re.search(r"[^\d.,\s'Ool+-]", text) or not 3 <= len(digits) <= 6:
        return None  # words, a period or a date: the reader knows them
    if names_period(text.strip()):
        return None
    if value == value and FIRST_YEAR <= value <= LAST_YEAR and value == int(value):  # noqa: PLR0124  # NaN
        return None
    return (None if filing.year is None else float(filing.year)), "no_year"


def names_period(text: str) -> bool:
    """Tell whether a report year is told as a fiscal year, 2024-25, or by its last month, 2024-12 or 202412."""
    found = PERIOD.fullmatch(text)
    if (
        found is None
        or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR
        or (found[2] != "-" and len(found[3]) < 2)
    ):
        return False
    after = int(found[3])
    fiscal = found[2] == "-" and len(found[3]) == 2 and after == (int(found[1]) + 1) % 100
    return fiscal or 1 <= after <= MONTHS


def judge_text(text: str, value: float) -> tuple[float | None, str] | None:
    """Judge a number by its own text: below nought, or with a letter for a digit."""
    if value < 0:
        return -value, "below_nought"
    if value != value and LETTERS.fullmatch(text.strip()):  # noqa: PLR0124  # NaN differs from itself
        plain = text.strip().translate(str.maketrans("OoIl", "0011")).replace(",", "")
        return (float(plain) if plain.count(".") <= 1 else None), "letter_for_digit"
    return None


def judge_size(
    filing: Filing, site: str, item: str, value: float, *, lone: bool
) -> tuple[float | None, str] | None:
    """Judge a capacity by last year's, of which it is a slip, and by what goes through it in both years."""
    now, before = (
        sum_use(filing, site, item, filing.year),
        sum_use(filing, site, item, (filing.year or 0) - 1),
    )
    steady = now > 0 and before > 0 and 1 / SAME_USE <= now / before <= SAME_USE
    known = filing.profile_before.get(item) if lone else None
    if known is not None and known > 0 and (steady or not before) and is_slip(value, known):
        return known, "last_years_sheet"
    if steady and min(now, before) > MOST_YEARLY[item] * value:
        return None, "above_capacity"
    if steady and max(now, before) < LEAST_YEARLY[item] * value:
        return None, "below_capacity"
    return None


def is_slip(filed: float, meant: float) -> bool:
    """Tell whether a number is another one with its point moved, two digits swapped, or one too many or missing."""
    left, right = spell_pair(filed, meant)
    short, long = sorted((left, right), key=len)
    one_more = len(long) == len(short) + 1 and any(
        long[:at] + long[at + 1 :] == short for at in range(len(long))
    )
    return is_power_of_ten(filed, meant) or is_swapped(filed, meant) or one_more


def sum_use(filing: Filing, site: str, item: str, year: int | None) -> float:
    """Sum the kWh of a whole year that go through what an item names; 0 where the year is not whole."""
    sources, flows = FLOWS[item]
    names = ("site", "source", "flow", "year", "amount", "complete")
    sums: dict[str, float] = {}
    for own, source, flow, own_year, amount, complete in zip(
        *(take_list(filing, "yearly", name) for name in names), strict=True
    ):
        if (
            own == site
            and own_year == year
            and source in sources
            and flow in flows
            and complete
            and amount > 0
        ):
            sums[flow] = sums.get(flow, 0.0) + amount
    return max(sums.values(), default=0.0)
