"""What the report year's figures speak of: a figure, a 0 and a mark of not applicable all answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules._columns import number_years, take_list

if TYPE_CHECKING:
    from checker.api import Filing


def list_told(filing: Filing, name: str) -> set[tuple[str, str]]:
    """Give the sites, each with what a column says, as text, of the facts of the report year that tell something."""
    years = number_years(filing, "facts").tolist()
    columns = (take_list(filing, "facts", each) for each in ("site", name, "state", "amount"))
    return {
        (site, str(said))
        for site, said, state, amount, year in zip(*columns, years, strict=True)
        if year == filing.year and (amount == amount or state == "not_applicable")  # noqa: PLR0124  # NaN
    }
