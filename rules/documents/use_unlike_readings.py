"""The use filed is not what the meter's own readings, in the same row, come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from checker.api import NO_SERIES, Evidence, Filing, rule
from rules._columns import take_list
from rules.balance._keystrokes import name_slip

if TYPE_CHECKING:
    from checker.findings import Plain

SAME = 0.005
"""How near the ratios of a row's months to its readings must be to be one ratio (ours)."""
FEWEST = 3
"""So many months, and more than half of them, tell the ratio of a row to its readings (ours)."""


class Pair(NamedTuple):
    """A figure of use and the record of its meter: rows, quantities in the line's unit, month and multiplier."""

    fact: int
    record: int
    filed: float
    metered: float
    month: dt.datetime
    multiplier: float
    """As the record names it; 0 where it names none."""


@rule("DOC204", severity="warning", scope="site", needs=("facts.amount",), given=("documents",))
def use_unlike_readings(filing: Filing, *, slight: float = 0.01) -> Iterator[Evidence]:
    """Hold each figure of use against closing less opening reading, times the multiplier, of its own row.

    A difference up to `slight` is passed over: readings are rounded. Months that are off by one ratio
    throughout are told once; where the row names no multiplier that ratio is the meter's own, and a
    month is held against it.
    """
    for pairs in list_pairs(filing).values():
        usual, named = find_usual_ratio(pairs), all(each.multiplier for each in pairs)
        if usual is None and not named:
            continue
        times = 1.0 if named or usual is None else usual
        off = [each for each in pairs if abs(each.filed / each.metered / times - 1) > slight]
        whole = [each for each in off if named and slips_multiplier(each, usual)]
        if whole:
            yield make_evidence(whole, times, "multiplier_slip")
        for each in off:
            if each not in whole:
                yield make_evidence([each], times, name_slip(each.filed, each.metered * times))


def slips_multiplier(pair: Pair, usual: float | None) -> bool:
    """Tell a use without the multiplier or with it twice, or off by the ratio of most of its row."""
    ratio, times = pair.filed / pair.metered, pair.multiplier
    return any(is_near(ratio, each) for each in (times, 1 / times, usual) if each)


def list_pairs(filing: Filing) -> dict[tuple[str, int], list[Pair]]:
    """Give, by site and line, the figures of use whose row holds readings; those of zero use prove nothing."""
    if filing.documents.empty:
        return {}
    names = ("site", "series", "start", "end", "quantity")
    kinds, texts, sites, series, starts, ends, metered = (
        take_list(filing, "documents", name) for name in ("kind", "text", *names)
    )
    records = {
        (site, line, start, end): (int(row), quantity, read_multiplier(text))
        for row, kind, text, site, line, start, end, quantity in zip(
            filing.documents.index.tolist(), kinds, texts, sites, series, starts, ends, metered, strict=True
        )
        if kind == "meter" and line != NO_SERIES and quantity > 0
    }
    found: dict[tuple[str, int], list[Pair]] = {}
    for row, site, line, start, end, quantity in zip(
        filing.facts.index.tolist(), *(take_list(filing, "facts", name) for name in names), strict=True
    ):
        record = records.get((site, line, start, end))
        if record is not None and quantity > 0:
            found.setdefault((site, int(line)), []).append(
                Pair(int(row), record[0], float(quantity), record[1], start, record[2])
            )
    return found


def find_usual_ratio(pairs: list[Pair]) -> float | None:
    """Give the ratio that most of the figures have to their readings; None where they are few or of no one ratio."""
    ratios = sorted(each.filed / each.metered for each in pairs)
    usual = ratios[len(ratios) // 2]
    agree = sum(is_near(each, usual) for each in ratios)
    return usual if agree >= FEWEST and agree > len(ratios) / 2 else None


def is_near(ratio: float, usual: float) -> bool:
    """Tell whether two ratios are one, but for rounded readings."""
    return abs(ratio / usual - 1) <= SAME


def read_multiplier(text: str) -> float:
    """Read the multiplier of a record as the reader writes it, "(4501 - 2812) x 100"; 0 where it names none."""
    _, named, times = text.partition(" x ")
    return float(times) if named else 0.0


def make_evidence(pairs: list[Pair], times: float, hint: str) -> Evidence:
    """Blame the figures of use; the readings beside them, by `times` where no multiplier is named, are what was used."""
    filed, metered = sum(each.filed for each in pairs), sum(each.metered for each in pairs) * times
    values: dict[str, Plain | list[Plain]] = {
        "quantity": float(f"{filed:.12g}"), "expected": float(f"{metered:.8g}"),
        "gap": float(f"{abs(filed - metered):.8g}"), "hints": [hint], "times": times,
        "months": [*dict.fromkeys(each.month for each in pairs)],
    }  # fmt: skip
    return Evidence(
        tuple(each.fact for each in pairs), values, tuple((each.record, "document") for each in pairs)
    )
