"""What the report year's figures speak of: a figure, a 0 and a mark of not applicable all answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.api import number_years, take_column
from rules._columns import take_list

if TYPE_CHECKING:
    from checker.api import Filing


WHOLE = 360
"""Days of a whole year."""


def list_told(filing: Filing, name: str) -> set[tuple[str, str]]:
    """Give the sites, each with what a column says, as text, of the facts of the report year that tell something.

    A year of 0 beside blank months is the sum of nothing, and no answer.
    """
    return filing.share(f"told by {name}", lambda own: _list_told(own, name))


def _list_told(filing: Filing, name: str) -> set[tuple[str, str]]:
    starts, ends = (take_column(filing, "facts", each).astype("datetime64[D]") for each in ("start", "end"))
    years = number_years(filing, "facts").tolist()
    whole = ((ends - starts).astype("int64") >= WHOLE).tolist()
    columns = [take_list(filing, "facts", each) for each in ("site", "series", "state", "amount", name)]
    facts = [each for each in zip(years, whole, *columns, strict=True) if each[0] == filing.year]
    blank = {(site, series) for _, year, site, series, state, *_ in facts if state == "blank" and not year}
    return {
        (site, str(said))
        for _, year, site, series, state, amount, said in facts
        if state == "not_applicable"
        or (amount == amount and not (year and amount == 0 and (site, series) in blank))  # noqa: PLR0124  # NaN
    }
