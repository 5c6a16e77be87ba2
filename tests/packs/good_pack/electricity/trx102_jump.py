"""A month unlike the others."""

from collections.abc import Iterator

from checker.api import Evidence, Filing, rule


@rule("TRX102", severity="review", scope="series", given=("previous_year",))
def jump(filing: Filing, *, times: float = 3.0) -> Iterator[Evidence]:
    yield from ()
