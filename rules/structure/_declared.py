"""Whether the declared tonnes hold figures that are counted once, or not at all, in the recomputed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.api import Filing
    from checker.findings import Severity

FITS = 0.01
"""How near declared tonnes must come to those with the figures, and how far from those without (ours)."""


def weigh(filing: Filing, rows: tuple[int, ...]) -> dict[str, float]:
    """Give the tonnes that some facts would come to, by category, whether or not they are counted; empty where unknown."""
    emissions, amounts = filing.emissions().loc[list(rows)], filing.facts["amount"].loc[list(rows)]
    tonnes = emissions["factor"].abs() * amounts
    if tonnes.isna().any():
        return {}
    sums = tonnes.groupby(emissions["category"].to_numpy()).sum()
    return {str(category): float(each) for category, each in sums.items() if str(category)}


def judge(filing: Filing, site: str, extra: dict[str, float]) -> tuple[Severity, str]:
    """Say how grave it is that a filing holds figures besides those counted, and by what the declared tonnes tell so.

    An error where the declared tonnes hold them too, a notice where they do not, else a review.
    """
    compared = filing.compare_declared()
    compared = compared[compared["recomputed"].notna() & compared["sites"].map(lambda sites: site in sites)]
    without = False
    for category, declared, recomputed in zip(
        *(compared[name].tolist() for name in ("category", "tco2e", "recomputed")), strict=True
    ):
        more = sum(extra.values()) if category == "total" else extra.get(category, 0.0)
        if more <= FITS * abs(declared):
            continue
        if abs(declared - recomputed - more) <= FITS * abs(declared):
            return "error", "declared_holds_both"
        without |= abs(declared - recomputed) <= FITS * abs(declared)
    return ("info", "declared_holds_one") if without else ("review", "counted_once")


def cap_stake(filing: Filing, site: str, extra: dict[str, float], *, counted: bool) -> float:
    """Give the tonnes of `extra` that the declared figures really hold; all of them where nothing is declared.

    `counted` says that the recomputed tonnes hold them. A category's own figure goes before the total.
    """
    compared = filing.compare_declared()
    known = compared["recomputed"].notna() & compared["sites"].map(lambda sites: site in sites)
    columns = (compared.loc[known, name].tolist() for name in ("category", "tco2e", "recomputed"))
    told = {category: declared - recomputed for category, declared, recomputed in zip(*columns, strict=True)}
    whole = sum(extra.values())
    if "total" in told and not extra.keys() <= told.keys():
        return cap(whole, told["total"], counted=counted)
    return sum(
        cap(tonnes, told[category], counted=counted) if category in told else tonnes
        for category, tonnes in extra.items()
    )


def cap(tonnes: float, gap: float, *, counted: bool) -> float:
    """Give how much of some tonnes a declared figure holds, by its gap to the recomputed one."""
    return min(tonnes, max(0.0, gap + tonnes if counted else gap))
