"""From what was named on the command line to filings: folders walked, globs matched, last year's paired."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from checker.errors import UsageError
from checker.reading.own_sheets import is_annotated_copy

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
OTHER_WORKBOOKS = frozenset({".et", ".numbers"})
"""Workbooks that may not be readable: each is a filing whose result says so, never a silent gap."""
COPY = "annotated "
"""Begins the suffix under which annotated copies, which repeat a filing, are counted as passed over."""

_YEAR = re.compile(r"(?:19|20)\d\d")


class Source(NamedTuple):
    """A filing: its path as the results name it, its files, and last year's."""

    path: str
    files: tuple[Path, ...]
    previous: tuple[Path, ...] = ()


class Found(NamedTuple):
    """Filings by path; how many other files were passed over, by suffix; folders that were not searched.

    Annotated copies are among those passed over, as "annotated .xlsx".
    """

    filings: tuple[Source, ...]
    passed_over: Counter[str]
    not_searched: tuple[str, ...] = ()


class Paired(NamedTuple):
    """Filings with last year's files; the paths of both sides that found no partner."""

    filings: tuple[Source, ...]
    without: tuple[str, ...]
    left: tuple[str, ...]


def find_filings(
    sources: Iterable[str | Path], base: Path, *, by_folder: bool = False, apart: Path | None = None
) -> Found:
    """Find the filings in files, folders and globs, sorted by their path relative to `base`.

    Every workbook is a filing, or with `by_folder` every folder that holds some. Excel's lock files,
    hidden ones, annotated copies and the folder `apart` are passed over; a file named outright is taken whatever it is.
    Raises UsageError where a source does not exist or holds no workbook.
    """
    files: dict[Path, None] = {}
    passed_over: Counter[str] = Counter()
    not_searched: dict[Path, None] = {}
    for source in sources:
        aside: Counter[str] = Counter()
        listed = list_files(source, not_searched, apart)
        taken = [path for path in listed if is_taken(path, source, aside)]
        passed_over += aside
        if not taken:
            copies = any(each.startswith(COPY) for each in aside)
            raise UsageError("source_copies" if copies else "source_empty", name=str(source))
        files |= {Path(os.path.normpath(path.absolute())): None for path in taken}
    groups: dict[Path, list[Path]] = {}
    for file in sorted(files):
        groups.setdefault(file.parent if by_folder else file, []).append(file)
    filings = [Source(name_path(key, base), tuple(group)) for key, group in groups.items()]
    return Found(tuple(sorted(filings)), passed_over, tuple(name_path(each, base) for each in not_searched))


def list_files(source: str | Path, not_searched: dict[Path, None], apart: Path | None) -> Iterator[Path]:
    """List the files of one source, sorted; raises UsageError where there is no such thing."""
    path = Path(source)
    if path.is_dir():
        yield from walk(path, not_searched, apart)
    elif path.exists():
        yield path
    else:
        matches = sorted(glob.glob(str(source), recursive=True)) if glob.has_magic(str(source)) else []  # noqa: PTH207  # pathlib takes no absolute pattern
        if not matches:
            raise UsageError("source_missing", name=str(source))
        for match in map(Path, matches):
            yield from walk(match, not_searched, apart) if match.is_dir() else [match]


def walk(folder: Path, not_searched: dict[Path, None], apart: Path | None) -> Iterator[Path]:
    """List the files below a folder, hidden ones and hidden folders passed over.

    A link to a folder is not followed, it may lead back here; it and a folder that cannot be listed
    are noted in `not_searched`.
    """

    def note(error: OSError) -> None:
        not_searched[Path(error.filename)] = None

    aside = None if apart is None else os.path.realpath(apart)
    for root, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        if aside is not None:
            folders[:] = [each for each in folders if os.path.realpath(Path(root) / each) != aside]
        for each in folders:
            if (Path(root) / each).is_symlink():
                not_searched[Path(root) / each] = None
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def is_taken(path: Path, source: str | Path, passed_over: Counter[str]) -> bool:
    """Tell whether a file is a filing, or part of one; count what is not."""
    if path == Path(source):
        return True
    if path.name.startswith("~$"):
        return False
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS and is_annotated_copy(path):
        passed_over[f"{COPY}{suffix}"] += 1
        return False
    if suffix in WORKBOOKS or suffix in OTHER_WORKBOOKS:
        return True
    passed_over[suffix or path.name] += 1
    return False


def name_path(path: Path, base: Path) -> str:
    """Name a path as seen from a folder, with slashes; one on another drive by its whole path.

    Bytes of a name that are no UTF-8, as archives from Windows leave them, are written as escapes.
    """
    try:
        name = Path(os.path.relpath(path, base)).as_posix()
    except ValueError:
        name = path.as_posix()
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def pair_previous(filings: Sequence[Source], previous: Sequence[Source]) -> Paired:
    """Give every filing last year's of the same name; a year in a name is passed over where nothing else fits.

    A name that several of last year's bear is settled by the longest common end of their paths, and
    stays without a partner where that settles nothing.
    """
    by_name: dict[str, list[Source]] = {}
    for each in previous:
        for key in {name_of(each), without_year(name_of(each))}:
            by_name.setdefault(key, []).append(each)
    paired: list[Source] = []
    used: set[str] = set()
    for filing in filings:
        name = name_of(filing)
        found = choose(filing, by_name.get(name, ())) or choose(filing, by_name.get(without_year(name), ()))
        if found is not None:
            used.add(found.path)
        paired.append(filing if found is None else filing._replace(previous=found.files))
    return Paired(
        tuple(paired),
        tuple(each.path for each in paired if not each.previous),
        tuple(each.path for each in previous if each.path not in used),
    )


def name_of(source: Source) -> str:
    """Give the last part of a filing's path, case apart."""
    return source.path.rpartition("/")[2].casefold()


def without_year(name: str) -> str:
    """Give a name without the years in it, marked so that it equals no whole name."""
    return "\x1f" + _YEAR.sub("", name)


def choose(filing: Source, candidates: Sequence[Source]) -> Source | None:
    """Choose the one candidate whose path ends most like the filing's; None where there are none or several."""
    others = [each for each in candidates if each.files != filing.files]
    if not others:
        return None
    scores = [count_common(filing.path, each.path) for each in others]
    best = [each for each, score in zip(others, scores, strict=True) if score == max(scores)]
    return best[0] if len(best) == 1 else None


def count_common(one: str, other: str) -> int:
    """Count the folders, from the last, that two paths have in common."""
    pairs = zip(reversed(one.split("/")[:-1]), reversed(other.split("/")[:-1]), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), min(one.count("/"), other.count("/")))  # fmt: skip
