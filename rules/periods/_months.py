"""The months of the report year of each line, and what filing them says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.api import take_column

if TYPE_CHECKING:
    from checker.api import Filing
    from rules._columns import Ints

LINE = ["site", "series"]


class ReportMonths(NamedTuple):
    """The months of the report year: positions in `filing.monthly()`, numbers and keys of lines, places in the year from 0."""

    order: Ints
    line: Ints
    keys: list[tuple[str, int]]
    place: Ints


def number_months(filing: Filing) -> ReportMonths:
    """Number the months of the report year by line (site and series) and month, once."""
    return filing.share("report months", _number_months)


def _number_months(filing: Filing) -> ReportMonths:
    import numpy as np

    months = take_column(filing, "monthly", "month")
    at = np.flatnonzero(filing.year_of(months) == filing.year)
    site, series = (take_column(filing, "monthly", name)[at] for name in LINE)
    # months of a line stand together, so that a look at the first of each run is enough
    begins = np.ones(len(at), dtype=bool)
    begins[1:] = (series[1:] != series[:-1]) | (site[1:] != site[:-1])
    found: dict[tuple[str, int], int] = {}
    of_run = [
        found.setdefault(key, len(found))
        for key in zip(site[begins].tolist(), series[begins].tolist(), strict=True)
    ]
    line = np.array(of_run, dtype=np.int64)[np.cumsum(begins) - 1]
    return ReportMonths(at, line, list(found), filing.place_of(months[at]))
