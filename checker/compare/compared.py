"""Two versions compared: reports of both, changes with their worth, doubts settled, staying and new."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.compare.entries import list_entries
from checker.compare.matching import Change, Move, group_changes, group_moves, match_entries
from checker.findings import Finding, Report, is_open

if TYPE_CHECKING:
    from checker.filing import Filing
    from checker.packs import Catalogue
    from checker.settings import Settings


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared; tonnes are recomputed tCO2e, later less earlier.

    `together` is what all changes are worth at once, `apart` the sum of each alone; they differ where
    changes act on each other, or where one cannot be weighed alone. None where that cannot be said.
    """

    names: tuple[str, str]
    """What the two versions are called: their paths as far as these differ."""
    before: Report
    after: Report
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    together: float | None
    apart: float | None
    settled: tuple[Finding, ...]
    staying: tuple[Finding, ...]
    new: tuple[Finding, ...]


def compare_versions(
    versions: Sequence[Path],
    catalogue: Catalogue,
    settings: Settings,
    *,
    with_: Sequence[Path] = (),
    previous: Sequence[Path] = (),
    answers: Mapping[str, str] | None = None,
) -> list[Comparison]:
    """Compare versions of one filing, each with the one before it; each is read and checked once.

    `with_` and `previous` belong to every version. Raises UnreadableFileError and UsageError as
    `checker.check` does.
    """
    from checker.engine import check_filing
    from checker.reading.read import name_files, read_filing

    said = {key: str(value) for key, value in settings.facility.items()} | dict(answers or {})
    read = [read_filing([version, *with_], list(previous), said) for version in versions]
    checked = [(filing, check_filing(filing, catalogue, settings)) for filing in read]
    named = zip(name_files(versions), checked, strict=True)
    return [
        compare_two((name, later_name), *one, *other)
        for (name, one), (later_name, other) in itertools.pairwise(named)
    ]


def compare_two(
    names: tuple[str, str], before: Filing, report: Report, after: Filing, later: Report
) -> Comparison:
    """Compare two versions that were read and checked."""
    from checker.compare.worth import difference, weigh_changes
    from checker.pronounce import plain_tonnes

    lone = all(len(set(each.series["site"])) == 1 for each in (before, after))
    pairs = match_entries(list_entries(before, lone_site=lone), list_entries(after, lone_site=lone))
    changes = weigh_changes(before, after, group_changes(pairs))
    worths = [each.tco2e for each in changes if each.tco2e is not None]
    together = difference(before, after)
    was = {each.id: each for each in report.findings if is_open(each, "info")}
    now = {each.id: each for each in later.findings if is_open(each, "info")}
    return Comparison(
        names=names, before=report, after=later, changes=tuple(changes), moves=tuple(group_moves(pairs)), together=together,
        apart=None if together is None else plain_tonnes(sum(worths)),
        settled=tuple(each for key, each in was.items() if key not in now),
        staying=tuple(each for key, each in now.items() if key in was),
        new=tuple(each for key, each in now.items() if key not in was),
    )  # fmt: skip
