"""Sheets called Export that a program wrote: their power was not fed into the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.reading.subject import resolve_subject
from checker.reading.terms import kind_of, understand
from checker.reading.text import fold

if TYPE_CHECKING:
    from checker.reading.collect import Collector

SHEETS = ("export", "exports")
OWN = ("pv_electricity", "wind_electricity")


def settle_exports(collector: Collector) -> None:
    """Take the power of a sheet called Export for bought where no line of the filing tells of any other flow of power.

    Nobody files what was fed in and nothing else; where other power is filed, the name of the sheet stands.
    """
    power = [line for line in collector.lines if kind_of(line.source) == "electricity"]
    if not power or any(line.flow != "exported" or line.source in OWN for line in power):
        return
    for line in power:
        said = understand(line.label)
        if fold(line.sheet) in SHEETS and said.flow != "exported":
            line.source, line.flow, _ = resolve_subject(
                said._replace(source="electricity"), None, understand("")
            )
