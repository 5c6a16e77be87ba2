"""The months of the report year of each line, and what filing them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing

LINE = ["site", "series"]


def list_report_months(filing: Filing) -> pd.DataFrame:
    """Give `filing.monthly()` of the report year, with `place`, the month counted from 0."""
    months = filing.monthly()
    months = months[months["month"] // 12 == filing.year]
    return months.assign(place=months["month"] % 12)
