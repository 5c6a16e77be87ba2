"""The decimal point of a month slipped by one place: ten times too much, or a tenth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.85
"""Ours: that a month about ten times its neighbours, and far out of its line's range, is a slip of the point."""
MONTHS = 12
TYPICAL, WEIGHTY = 0.2, 0.05
"""Ours: the mistake is made in a month near its line's usual one, of a line worth a twentieth of its site."""


def slip_points(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: a typical month of a weighty line is filed ten times too large."""
    months, tonnes = filing.monthly(), filing.emissions()["tco2e"].abs()
    months = months[filing.years_of(months["start"]) == filing.year]
    whole = float(tonnes.reindex(months.index).sum())
    for _, line in months.groupby(["site", "series"], sort=False):
        if len(line) < MONTHS or float(tonnes.reindex(line.index).sum()) < WEIGHTY * whole or whole == 0:
            continue
        off = (line["amount"] / line["amount"].median() - 1).abs()
        if float(off.max()) <= TYPICAL * 2 and float(off.min()) <= TYPICAL:
            row = int(str(off.idxmin()))
            yield (Edit(row, float(line["quantity"].loc[row]) * 10),)


@misfiling("slipped-point", answers=("SWG101",), make=slip_points, taxonomy="A02")
def slipped_point(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: the point goes back by one place."""
    said: dict[str, Any] = dict(evidence.values)
    if "powers_of_ten" not in said["hints"]:
        return
    row = next(each for each in evidence.rows if isinstance(each, int))
    filed = float(filing.facts["quantity"].loc[row])
    meant = float(f"{filed / 10 if filed > float(said['expected']) else filed * 10:.12g}")
    yield Proposal((Edit(row, meant),), PRIOR, {"quantity": filed, "expected": meant})
