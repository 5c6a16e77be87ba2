"""What meters show, which is no use: lines whose words say readings and whose figures never fall are asked about."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from checker.findings import Candidate
from checker.reading.answers import ASIDE, find_answer
from checker.reading.doubts import ask_lines, group_by_table, place_figures
from checker.reading.terms import understand
from checker.reading.text import BRACKETS

if TYPE_CHECKING:
    from checker.reading.collect import Collector
    from checker.reading.lines import Line

FEWEST_FALLS = 2
"""A counter falls but once, where it is changed or has run through (ours)."""
BY_READING = ("by meter", "by reading", "from meter", "per meter", "based on", "按", "根据")
"""Words before "meter reading" by which it tells only where a figure of use was taken from."""


def settle_readings(collector: Collector) -> None:
    """Take the figures of lines that are called readings for what a meter shows, and ask for their use.

    Figures that fall twice are no counter's: they are the use that was read from it.
    """
    told = place_figures(collector)
    lines = [line for line in collector.lines if line.row in told and says_readings(line.label)]
    counters = [
        line for line in lines if not _is_answered(collector, line) and not _falls(collector, told[line.row])
    ]
    facts = collector.facts
    for line in counters:
        for at in told[line.row]:
            facts.as_filed[at] = "index"
    for same in group_by_table(counters):
        flows = tuple(dict.fromkeys(line.flow for line in same))
        use = tuple(Candidate(flow, "flow", says={"flow": flow}) for flow in flows)
        candidates = (Candidate(ASIDE, "kind", says={"kind": ASIDE}), *use)
        ask_lines(collector, told, "meter_readings", "flow", same, "", candidates)


def says_readings(label: str) -> bool:
    """Tell whether a label calls its figures readings of a meter, rather than saying where they come from."""
    bare = BRACKETS.sub(" ", label)
    lower = bare.lower()
    return "readings" in understand(bare).roles and not any(word in lower for word in BY_READING)


def _is_answered(collector: Collector, line: Line) -> bool:
    """Tell whether a person has said that the line's figures are use."""
    if collector.layout is None:
        return False
    answer = find_answer(collector.layout.answers, line.file, line.sheet, line.at_row, line.at_col)
    return answer is not None and answer.kind != ASIDE


def _falls(collector: Collector, figures: list[int]) -> bool:
    facts = collector.facts
    ordered = sorted(figures, key=lambda at: facts.start[at])
    falls = sum(facts.quantity[later] < facts.quantity[sooner] for sooner, later in pairwise(ordered))
    return falls >= FEWEST_FALLS
