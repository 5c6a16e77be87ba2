"""The real workbooks are read as a person reads them; skipped, visibly, where they do not lie beside the project."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from checker.errors import UnreadableFileError
from checker.reading.read import read_filing
from tests.reading_score import Score, load_expected, score_file

REAL = Path(os.environ.get("CHECKER_REAL_DATA") or "nowhere")
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="CHECKER_REAL_DATA names no folder")
EXPECTED = load_expected(Path(__file__).parent / "expected.toml")
LEAST_READ = 0.95
LEAST_RIGHT = 0.995


def read_rows(path: Path) -> dict[str, list[list[Any]]]:
    """Read all cells with a plain reader, apart from ours."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def score_real(name: str, sure: str = "yes") -> dict[str, Score]:
    """Score one of the real files."""
    path = REAL / "workbooks" / name
    try:
        filing = read_filing([path], [], {})
    except UnreadableFileError:
        filing = None
    return score_file(EXPECTED, name, read_rows(path), filing, sure=sure)


def list_files() -> list[str]:
    """List the files that the labels speak of."""
    return sorted({each["file"] for each in (*EXPECTED.tables, *EXPECTED.not_data)})


def test_the_real_workbooks_are_read_as_a_person_reads_them(capsys):
    whole = Score()
    for name in list_files():
        for score in score_real(name).values():
            whole.add(score)

    with capsys.disabled():
        print(f"\n{whole.labelled} labelled, {whole.share_read:.2%} read, {whole.share_right:.2%} right")  # noqa: T201  # the figure the issue asks for
    assert len([table for table in EXPECTED.tables if table["sure"] == "yes"]) >= 70
    assert whole.share_read >= LEAST_READ
    assert whole.share_right >= LEAST_RIGHT
