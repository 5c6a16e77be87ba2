"""Which one activity figure, or row, explains declared tonnes exactly once a slip in it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.api import take_column
from rules.balance._coal_equivalent import find_coefficient
from rules.balance._keystrokes import list_swaps
from rules.trends._readings import LEAST_MULTIPLIER, MOST_MULTIPLIER, MULTIPLIERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.api import Filing

POWERS = (10.0, 0.1, 100.0, 0.01, 1000.0, 0.001, 10_000.0, 0.0001)
UNITS = (1000.0, 0.001, 10_000.0, 0.0001)
"""By what a whole row is off where its unit is another one: kg and t, kWh and MWh, m3 and 10,000 m3."""
EXACT = 1e-4
"""Share of the declared tonnes within which a slip must bring the two together, beside rounding (ours)."""
TELLING = 0.02
"""Ours: a slip is told from others only where exactness is at most so large a share of the gap."""
LEFT = 3.0
"""Ours: what is left of a figure must be so many times the exactness, or it may as well not be counted at all."""
HUGE, NEAR = 50.0, 0.02
"""Ours: of a gap beyond fifty times the declared tonnes a power of ten may leave two per cent."""
HEAT = ("steam", "heat")
HEAT_OF_STEAM = (2.6, 2.9)
"""GJ a tonne of steam, saturated to slightly superheated, with or without the feed water's heat (NDRC guidelines, 2013-2015)."""
SAME_RATIO = 0.002
"""How near declared over recomputed tonnes must come to a multiplier: differences of readings are rounded (ours)."""
SUPPORT = 3.0
"""Ours: a figure so many times nearer to its usual month once put right has a second sign."""


class Slip(NamedTuple):
    """Facts with what they should be over what they are, what kind of slip, filed and meant in the filer's unit."""

    rows: tuple[int, ...]
    reading: str
    quantity: float
    expected: float
    supported: bool
    """Whether its other months say the same."""


def find_activity_slip(
    filing: Filing, parts: Sequence[int], declared: float, recomputed: float, rounding: float
) -> Slip | None:
    """Give the one slip that explains a gap exactly; None where none does, or several do.

    `rounding` is that of the declared tonnes. Where all tonnes are a power of ten off, only the
    other months tell that the activity is wrong rather than the tonnes.
    """
    gap, exact = declared - recomputed, 2 * rounding + EXACT * abs(declared)
    if exact > TELLING * abs(gap) or declared * recomputed <= 0:
        return None
    whole_row = find_steam(filing, parts, declared / recomputed) or find_ratio(
        filing, parts, declared / recomputed
    )
    if whole_row is not None:
        return whole_row
    slips = [*find_row_slips(filing, parts, gap, exact), *find_cell_slips(filing, parts, gap, exact)]
    if not slips and max(recomputed / declared, declared / recomputed) > HUGE:
        # nothing but a power of ten makes so wide a gap: the rest may be rounding and factors
        exact = NEAR * min(abs(declared), abs(recomputed))
        slips = [
            each for each in find_cell_slips(filing, parts, gap, exact) if each.reading == "activity_ten"
        ]
    supported = [each for each in slips if each.supported]
    whole = any(abs(recomputed / power - declared) <= exact for power in POWERS)
    chosen = supported if whole or len(slips) > 1 else slips
    return chosen[0] if len(chosen) == 1 else None


def find_steam(filing: Filing, parts: Sequence[int], ratio: float) -> Slip | None:
    """Give the heat in GJ whose declared tonnes were made with 2.6 to 2.9 times as much: they are tonnes of steam."""
    facts = filing.facts.loc[[row for row in parts if filing.facts["amount"].loc[row] > 0]]
    heat = facts["source"].isin(HEAT) & (facts["base_unit"] == "GJ") & (facts["scale"] == 1.0)
    if facts.empty or not heat.all() or not HEAT_OF_STEAM[0] <= ratio <= HEAT_OF_STEAM[1]:
        return None
    filed = float(facts["quantity"].sum())
    return Slip(tuple(int(row) for row in facts.index), "steam_tonnes", filed, filed * ratio, supported=False)


def find_ratio(filing: Filing, parts: Sequence[int], ratio: float) -> Slip | None:
    """Give the only line behind declared tonnes, where they are it times a meter's multiplier or over a coal equivalent."""
    facts = filing.facts.loc[[row for row in parts if filing.facts["amount"].loc[row] > 0]]
    if facts.empty or len(set(zip(facts["site"], facts["series"], strict=True))) > 1:
        return None
    source, base = str(facts["source"].iloc[0]), str(facts["base_unit"].iloc[0])
    reading = ""
    if base == "kWh" and LEAST_MULTIPLIER <= ratio <= MOST_MULTIPLIER and ratio not in POWERS:
        meters = [each for each in MULTIPLIERS if each not in POWERS and abs(ratio / each - 1) <= SAME_RATIO]
        reading = "meter_multiplier" if meters else ""
    elif base == "kg" and find_coefficient(source, base, 1 / ratio) is not None:
        reading = "fuel_as_tce"
    if not reading:
        return None
    filed = float(facts["quantity"].sum())
    return Slip(tuple(int(row) for row in facts.index), reading, filed, filed * ratio, supported=False)


def find_cell_slips(filing: Filing, parts: Sequence[int], gap: float, exact: float) -> Iterator[Slip]:
    """Give the single figures that a power of ten or two swapped digits brings to what the gap asks for."""
    facts = filing.facts.loc[list(parts)]
    factors = filing.emissions()["factor"].loc[list(parts)].tolist()
    usual = filing.usual_month(filing.monthly()).reindex(facts.index).tolist()
    columns = (facts[name].tolist() for name in ("quantity", "scale"))
    for row, filed, scale, factor, month in zip(facts.index.tolist(), *columns, factors, usual, strict=True):
        if not filed > 0 or not abs(factor) > 0:
            continue
        for reading, meant in list_typed(filed):
            fits = abs(factor * scale * (meant - filed) - gap) <= exact
            if fits and abs(factor * scale * meant) > LEFT * exact:
                nearer = month > 0 and distance(filed * scale, month) > SUPPORT * distance(
                    meant * scale, month
                )
                farther = month > 0 and distance(filed * scale, month) < distance(meant * scale, month)
                if not farther:
                    yield Slip((row,), reading, filed, meant, nearer)


def list_typed(filed: float) -> Iterator[tuple[str, float]]:
    """Give the figures for which another may have been typed, and the slip."""
    yield from (("activity_ten", float(f"{filed / power:.12g}")) for power in POWERS)
    yield from (("activity_swapped", meant) for meant in dict.fromkeys(list_swaps(filed)) if meant > 0)


def find_row_slips(filing: Filing, parts: Sequence[int], gap: float, exact: float) -> Iterator[Slip]:
    """Give the rows of several figures that another unit brings to what the gap asks for."""
    facts = filing.facts.loc[list(parts)]
    tonnes = filing.emissions()["tco2e"].loc[list(parts)]
    for _, own in facts.groupby(["site", "series"], sort=True):
        whole = float(tonnes.loc[own.index].sum())
        if len(own) < 2 or not whole > 0:
            continue
        for times in UNITS:
            if abs(whole / times - whole - gap) <= exact and whole / times > LEFT * exact:
                filed = float(own["quantity"].sum())
                rows = tuple(int(row) for row in own.index[own["amount"] > 0])
                yield Slip(rows, "activity_unit", filed, filed / times, supported=False)


def distance(amount: float, usual: float) -> float:
    """Give how many times one amount is the other, 1 where they are the same."""
    return max(amount / usual, usual / amount)


def list_counted(filing: Filing) -> list[int]:
    """Give the facts of the report year that enter the sum of emissions with a figure above 0."""
    wanted = take_column(filing, "emissions", "counted") & (take_column(filing, "emissions", "tco2e") > 0)
    return [int(row) for row in filing.facts.index[wanted]]
