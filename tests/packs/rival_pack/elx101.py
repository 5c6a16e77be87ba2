"""PV output filed as purchased power."""

from collections.abc import Iterator

from checker.api import Evidence, Filing, rule


@rule("ELX101", severity="error", scope="site", needs=("facts.amount",))
def pv_as_purchase(
    filing: Filing, *, low: float = 800.0, high: float = 1400.0, note: str = ""
) -> Iterator[Evidence]:
    yield from ()
