"""Power passed on was not subtracted: what was bought stands as the net purchase."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from checker.api import Edit, Evidence, Filing, Proposal, misfiling
from rules._columns import pick_value, take_list

PRIOR = 0.88
"""Ours: that a net purchase equal to the gross one, beside power passed on, was copied from it."""
SAME = 0.0005
"""Ours: the two figures are one, but for rounding."""
PASSED_ON = ("exported", "sold", "transferred")
PERIOD = ("site", "start", "end")
SAID = ("amount", "scale", "quantity")


def copy_gross(filing: Filing) -> Iterator[tuple[Edit, ...]]:
    """Commit the mistake: the net purchase becomes the gross one."""
    for row, gross, passed in list_nets(filing):
        net = float(filing.facts["amount"].loc[row])
        if passed > 0 and abs(gross - passed - net) <= SAME * gross:
            yield (Edit(row, gross / float(filing.facts["scale"].loc[row])),)


@misfiling("export-not-subtracted", answers=("BAL301",), make=copy_gross, taxonomy="E05")
def export_not_subtracted(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    """Undo it: each net purchase becomes what was bought less what was passed on."""
    blamed = {row for row in evidence.rows if isinstance(row, int)}
    edits: list[Edit] = []
    filed = 0.0
    for row, gross, passed in list_nets(filing):
        if row not in blamed:
            continue
        amount, scale, quantity = (pick_value(filing, "facts", name, row) for name in SAID)
        if 0 < passed < gross and abs(amount - gross) <= SAME * gross:
            edits.append(Edit(row, float(f"{(gross - passed) / scale:.12g}")))
            filed += quantity
    if edits:
        meant = sum(each.quantity or 0.0 for each in edits)
        said = {"quantity": float(f"{filed:.12g}"), "expected": float(f"{meant:.12g}")}
        yield Proposal(tuple(edits), PRIOR, said)


def list_nets(filing: Filing) -> Iterator[tuple[int, float, float]]:
    """Give every net purchase of power: its row, the gross purchase of its period, and what was passed on."""
    sums: dict[tuple[Any, ...], float] = {}
    nets: list[tuple[int, tuple[Any, ...]]] = []
    columns = (take_list(filing, "facts", name) for name in ("amount", "base_unit", "flow", *PERIOD))
    for row, amount, unit, flow, *period in zip(filing.facts.index.tolist(), *columns, strict=True):
        if math.isnan(amount) or unit != "kWh":
            continue
        key = (flow, *period)
        sums[key] = sums.get(key, 0.0) + amount
        if flow == "net_purchased":
            nets.append((row, tuple(period)))
    for row, own in nets:
        passed = sum(sums.get((flow, *own), 0.0) for flow in PASSED_ON)
        yield row, sums.get(("purchased", *own), 0.0), passed
