"""PV output in the purchased row."""

from collections.abc import Iterable, Iterator

from checker.api import Edit, Evidence, Filing, Proposal, misfiling


def put_in_purchase(filing: Filing) -> Iterable[tuple[Edit, ...]]:
    return ()


@misfiling("pv-as-grid", answers=("ELX101",), make=put_in_purchase, taxonomy="E01")
def move_to_pv(filing: Filing, evidence: Evidence) -> Iterator[Proposal]:
    yield from ()
