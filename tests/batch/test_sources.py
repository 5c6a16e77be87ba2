"""Folders, globs and files become filings; nothing is passed over in silence."""

import os
from pathlib import Path

import pytest

from checker.batch.sources import find_filings, name_path, pair_previous
from checker.errors import UsageError
from checker.testing import write_book


@pytest.fixture
def tree(tmp_path):
    for name in (
        "in/a.xlsx", "in/sub/b.XLSM", "in/sub/old.xls", "in/notes.pdf", "in/~$a.xlsx", "in/.hidden.xlsx", "in/.git/c.xlsx",
        "last/a.xlsx", "last/sub/b.xlsm", "last/sub/extra.xlsx",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


def test_a_folder_is_searched_and_what_is_no_workbook_is_counted(tree):
    found = find_filings([tree / "in"], tree)
    assert [each.path for each in found.filings] == ["in/a.xlsx", "in/sub/b.XLSM", "in/sub/old.xls"]
    assert found.passed_over == {".pdf": 1}


def test_a_file_named_twice_is_one_filing_and_one_named_outright_is_taken(tree):
    found = find_filings([tree / "in" / "a.xlsx", tree / "in" / "*.xlsx", tree / "in" / "notes.pdf"], tree)
    assert [each.path for each in found.filings] == ["in/a.xlsx", "in/notes.pdf"]


def test_by_folder_every_folder_with_workbooks_is_a_filing(tree):
    found = find_filings([tree / "last"], tree, by_folder=True)
    assert [(each.path, [file.name for file in each.files]) for each in found.filings] == [
        ("last", ["a.xlsx"]),
        ("last/sub", ["b.xlsm", "extra.xlsx"]),
    ]


@pytest.mark.parametrize("source", ["nowhere", "in/*.docx", "in/.git"])
def test_a_source_without_a_workbook_is_misuse(tree, source):
    (tree / "in" / ".git" / "c.xlsx").unlink()
    with pytest.raises(UsageError, match=r"give files, folders or globs"):
        find_filings([tree / source], tree)


def test_last_year_is_paired_by_name_and_by_name_without_its_year(tree):
    for name in (
        "in/plant_2024.xlsx",
        "last/plant_2023.xlsx",
        "in/two.xlsx",
        "last/x/two.xlsx",
        "last/y/two.xlsx",
    ):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_bytes(name.encode())
    paired = pair_previous(
        find_filings([tree / "in"], tree).filings, find_filings([tree / "last"], tree).filings
    )
    partners = {
        each.path: [file.relative_to(tree).as_posix() for file in each.previous] for each in paired.filings
    }
    assert partners == {
        "in/a.xlsx": ["last/a.xlsx"],
        "in/plant_2024.xlsx": ["last/plant_2023.xlsx"],
        "in/sub/b.XLSM": ["last/sub/b.xlsm"],
        "in/sub/old.xls": [],
        "in/two.xlsx": [],
    }
    assert paired.without == ("in/sub/old.xls", "in/two.xlsx")
    assert paired.left == ("last/sub/extra.xlsx", "last/x/two.xlsx", "last/y/two.xlsx")


def test_a_linked_folder_is_not_followed_and_is_named(tree):
    (tree / "in" / "linked").symlink_to(tree / "last", target_is_directory=True)
    (tree / "in" / "loop").symlink_to(tree / "in", target_is_directory=True)
    found = find_filings([tree / "in"], tree)
    assert [each.path for each in found.filings] == ["in/a.xlsx", "in/sub/b.XLSM", "in/sub/old.xls"]
    assert found.not_searched == ("in/linked", "in/loop")
    assert [each.path for each in find_filings([tree / "in" / "linked"], tree).filings] == [
        "in/linked/a.xlsx",
        "in/linked/sub/b.xlsm",
        "in/linked/sub/extra.xlsx",
    ]


def test_a_folder_that_cannot_be_listed_is_named(tree, monkeypatch):
    listed = os.scandir

    def refuse(path):
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr("os.scandir", refuse)
    found = find_filings([tree / "in"], tree)
    assert [each.path for each in found.filings] == ["in/a.xlsx"]
    assert found.not_searched == ("in/sub",)


def test_the_results_among_the_sources_are_no_source(tree):
    found = find_filings([tree / "in"], tree, apart=tree / "in" / "sub")
    assert [each.path for each in found.filings] == ["in/a.xlsx"]
    assert found.passed_over == {".pdf": 1}


def test_a_name_that_is_no_utf_8_has_a_path_that_can_be_written():
    assert name_path(Path(os.fsdecode(b"/in/\xba\xcf\xb7.xlsx")), Path("/")) == "in/\\udcbaϷ.xlsx"


@pytest.fixture
def copied(tree):
    """An annotated copy, as far as its mark tells, among the filings."""
    return write_book({"Findings": [["checker-findings/1"], ["Id"]]}, tree / "in" / "a_annotated.xlsx")


def test_an_annotated_copy_is_passed_over_unless_it_is_named(tree, copied):
    for source in (tree / "in", tree / "in" / "*"):
        found = find_filings([source], tree)
        assert [each.path for each in found.filings] == ["in/a.xlsx", "in/sub/b.XLSM", "in/sub/old.xls"]
        assert found.passed_over == {".pdf": 1, "annotated .xlsx": 1}
    assert [each.path for each in find_filings([copied], tree).filings] == ["in/a_annotated.xlsx"]


def test_a_folder_of_annotated_copies_alone_is_misuse(tree, copied):
    with pytest.raises(UsageError, match=r"no workbook but annotated copies in it; give files"):
        find_filings([tree / "in" / "a_*.xlsx"], tree)
