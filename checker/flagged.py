"""The lines that findings speak of, month by month, for the charts of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.findings import FlaggedLine

if TYPE_CHECKING:
    import datetime as dt

    from checker.filing import Filing
    from checker.findings import Finding

MOST_LINES = 200
"""So many lines are kept for charts, the gravest findings' first (ours)."""


def list_flagged_lines(filing: Filing, findings: Sequence[Finding]) -> tuple[FlaggedLine, ...]:
    """List the lines with monthly figures that findings name, in the order of the findings."""
    from checker.filing import plain

    months = filing.monthly()
    if months.empty or not findings:
        return ()
    lines = dict(zip(months.index.tolist(), zip(months["site"], months["series"], strict=True), strict=True))
    flagged: dict[tuple[str, int], list[tuple[dt.date, str]]] = {}
    for finding in findings:
        for row in finding.rows:
            if row in lines and len(flagged) < MOST_LINES:
                start = plain(months["start"].loc[row])
                flagged.setdefault(lines[row], []).append((start, finding.id))  # type: ignore[arg-type]
    return tuple(_describe_line(filing, key, named) for key, named in flagged.items())


def _describe_line(filing: Filing, key: tuple[str, int], named: list[tuple[dt.date, str]]) -> FlaggedLine:
    from checker.filing import plain
    from checker.rows import find_series

    site, series = key
    months = filing.monthly()
    own = months[(months["site"] == site) & (months["series"] == series)]
    line = find_series(filing, site, series)
    filed = tuple(
        (plain(start), plain(quantity))
        for start, quantity in zip(own["start"], own["quantity"].tolist(), strict=True)
    )
    told = {} if line is None else line.to_dict()
    return FlaggedLine(
        site, str(told.get("label", "")), str(told.get("source", "")), str(told.get("flow", "")),
        str(told.get("unit", "")), filed, tuple(dict.fromkeys(named)),  # type: ignore[arg-type]
    )  # fmt: skip
