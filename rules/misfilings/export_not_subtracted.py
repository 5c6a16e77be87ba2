"""Power passed on was not subtracted: what was bought stands as the net purchase."""

from __future__ import annotations

from collections.abc import Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling

PRIOR = 0.88
"""Ours: that a net purchase equal to the gross one, beside power passed on, was copied from it."""
SAME = 0.0005
"""Ours: the two figures are one, but for rounding."""
PASSED_ON = ("exported", "sold", "transferred")


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
        fact = filing.facts.loc[row].to_dict()
        if row in blamed and 0 < passed < gross and abs(fact["amount"] - gross) <= SAME * gross:
            edits.append(Edit(row, float(f"{(gross - passed) / fact['scale']:.12g}")))
            filed += fact["quantity"]
    if edits:
        meant = sum(each.quantity or 0.0 for each in edits)
        said = {"quantity": float(f"{filed:.12g}"), "expected": float(f"{meant:.12g}")}
        yield Proposal(tuple(edits), PRIOR, said)


def list_nets(filing: Filing) -> Iterator[tuple[int, float, float]]:
    """Give every net purchase of power: its row, the gross purchase of its period, and what was passed on."""
    facts = filing.facts[filing.facts["amount"].notna() & (filing.facts["base_unit"] == "kWh")]
    for row, net in facts[facts["flow"] == "net_purchased"].iterrows():
        own = facts[
            (facts["site"] == net["site"]) & (facts["start"] == net["start"]) & (facts["end"] == net["end"])
        ]
        sums = own["amount"].groupby(own["flow"]).sum().to_dict()
        yield int(str(row)), sums.get("purchased", 0.0), sum(sums.get(flow, 0.0) for flow in PASSED_ON)
