"""Periods told as months."""

from __future__ import annotations

from typing import Any

from checker.api import plain


def list_months(start: Any, end: Any) -> list[Any]:  # noqa: ANN401  # pandas times
    """List the first days of the months from a start to an end, the end not included."""
    import pandas as pd

    return [plain(month) for month in pd.date_range(start, end, freq="MS", inclusive="left")]
