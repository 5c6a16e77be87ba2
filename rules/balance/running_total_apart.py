"""A running total since January that does not rise by what its month says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.api import Evidence, Filing, rule
from rules._columns import is_counted, pick_value
from rules.balance._keystrokes import name_slip
from rules.balance._running import Figure, Step, list_steps

if TYPE_CHECKING:
    from checker.findings import Plain, Row

MOST = 3
"""So many months may differ; where more do, the running total counts something else (ours)."""
SAME = 1.001
"""Two gaps this near to one another cancel out (ours)."""


@rule("BAL102", severity="error", scope="site", needs=("facts.amount",), given=("year",))
def running_total_apart(filing: Filing, *, slight: float = 0.0005) -> Iterator[Evidence]:
    """Find months that are not what the running total beside them rises by, and running totals out of line.

    A gap that the next step takes back is one of the running total alone, a warning; else the month is
    wrong, for the later totals hold the other figure. Gaps below `slight` of the rise are passed over.
    Where more than three months differ the running total counts something else: silent.
    """
    for steps in list_steps(filing):
        off = [step for step in steps if abs(step.gap) > slight * abs(step.rise)]
        if not off or len(off) > 2 * MOST:
            continue
        blamed = list(blame(off))
        if len(blamed) <= MOST:
            yield from (make_evidence(filing, step, wrong) for step, wrong in blamed)


def blame(off: list[Step]) -> Iterator[tuple[Step, Figure]]:
    """Give each step that is off with the figure that is wrong: its running total, else its only month."""
    taken: set[int] = set()
    for step in off:
        if step.total.fact in taken:
            continue
        after = next((each for each in off if each.before is step.total), None)
        if after is not None and cancels(step.gap, after.gap):
            taken.add(after.total.fact)
            yield step, step.total
        else:
            yield step, step.months[-1] if len(step.months) == 1 else step.total


def cancels(gap: float, next_gap: float) -> bool:
    """Tell whether the next step takes a gap back."""
    return gap * next_gap < 0 and 1 / SAME <= -next_gap / gap <= SAME


def make_evidence(filing: Filing, step: Step, wrong: Figure) -> Evidence:
    """Name the wrong figure, what it should be by the others, and what that is worth."""
    of_month = wrong is not step.total
    meant = find_meant(step, wrong)
    filed_total = of_month and step.before is not None and wrong.amount == step.total.amount
    slip = "running_total_filed" if filed_total else name_slip(wrong.quantity, meant)
    values: dict[str, Plain | list[Plain]] = {
        "quantity": wrong.quantity, "expected": meant,
        "gap": float(f"{abs(wrong.quantity - meant):.8g}"),
        "hints": ["month_wrong" if of_month else "running_total_wrong", slip],
    }  # fmt: skip
    held = [step.total, *([step.before] if step.before else []), *step.months]
    context: tuple[tuple[Row, str], ...] = tuple((each.fact, "part") for each in held if each is not wrong)
    stake = None
    if of_month and is_counted(filing, (wrong.fact,)):
        stake = step.gap * pick_value(filing, "emissions", "factor", wrong.fact)
        stake = None if stake != stake else stake  # noqa: PLR0124  # NaN differs from itself
    return Evidence((wrong.fact,), values, context, stake, severity="error" if of_month else "warning")


def find_meant(step: Step, wrong: Figure) -> float:
    """Give what the wrong figure should be, in its own unit, were the others right."""
    others = sum(each.amount for each in step.months)
    meant = step.rise if wrong is not step.total else others + (step.before.amount if step.before else 0.0)
    return float(f"{meant / wrong.scale:.10g}")
