"""Files that are no sound workbook: one line each, which says what to do."""

import hashlib
import io
import random
import zipfile

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from checker.errors import UnreadableFileError
from checker.reading.excel import open_workbook
from tests.unit.reading.raw_packages import (
    fill_plain,
    make_parts,
    make_workbook,
    open_bytes,
    write_sheet_xml,
    zip_parts,
)

UTF16 = "\ufeffmonth\tkWh".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"Dear all,\nplease find the figures attached.\n", "a text file without a table"),
        ("月份,电量\n".encode("gb18030"), "a text file"),
        (UTF16, "a text file"),
        (b"\xef\xbb\xbf<html><table></table></html>", "a web page, which some programs export"),
        (b"\r\n<!DOCTYPE html><html></html>", "a web page"),
        (b"<table><tr><td>kWh</td></tr></table>", "a web page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a web archive"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "an XML Spreadsheet 2003",
        ),
        (b"<?xml version='1.0'?><rss/>", "an XML file"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture, not a workbook"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "damaged"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "damaged"),
        (b"\x09\x04\x06\x00\x00\x04\x10\x00", "a workbook of Excel 4 or older"),
        (zip_parts({"a.txt": "x"}), "not a workbook"),
        (zip_parts({"word/document.xml": "<a/>"}), "holds no table"),
        (zip_parts({"ppt/presentation.xml": "<a/>"}), "PowerPoint or Visio"),
        (zip_parts({"xl/workbook.bin": "x"}), "damaged"),
        (zip_parts(make_parts({})), "no worksheet"),
        (zip_parts(make_parts({"One": "<worksheet><sheetData><row>"})), "damaged"),
        (zip_parts(make_parts({"One": write_sheet_xml("")}))[:-30], "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_line(tmp_path, data, reason):
    with pytest.raises(UnreadableFileError) as told:
        open_bytes(tmp_path, data)

    line = str(told.value)
    assert line.startswith("plant.xlsx: ")
    assert reason in line
    assert "\n" not in line
    assert told.value.exit_code == 3


def test_a_missing_file_a_folder_and_a_lock_file_are_told_apart(tmp_path):
    (tmp_path / "~$plant.xlsx").write_bytes(b"x")

    for path, reason in [
        (tmp_path / "none.xlsx", "no such file"),
        (tmp_path / "~$plant.xlsx" / "deeper.xlsx", "no such file"),
        (tmp_path, "a folder"),
        (tmp_path / "~$plant.xlsx", "lock file"),
    ]:
        with pytest.raises(UnreadableFileError, match=reason):
            open_workbook(path, path.name)


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(UnreadableFileError, match="too large"):
        open_workbook(path, "big.xlsx")


def protect(data, password):
    hidden = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, hidden)
    return hidden.getvalue()


def test_a_protected_workbook_opens_with_its_password_alone(tmp_path):
    data = protect(make_workbook(fill_plain), "geheim 密码")
    asked = []

    def answer(password):
        def ask(name):
            asked.append(name)
            return password

        return ask

    assert open_bytes(tmp_path, data, ask_password=answer("geheim 密码")).sheets[0].value(2, 2) == 38000.0
    assert (
        open_bytes(tmp_path, data, ask_password=answer("geheim 密码")).sha256
        == hashlib.sha256(data).hexdigest()
    )
    with pytest.raises(UnreadableFileError, match="does not open"):
        open_bytes(tmp_path, data, ask_password=answer("other"))
    for ask in (None, answer(None), answer("")):
        with pytest.raises(UnreadableFileError, match="protected by a password"):
            open_bytes(tmp_path, data, ask_password=ask)
    assert set(asked) == {"plant.xlsx"}


def test_no_broken_byte_is_worse_than_a_refusal(tmp_path):
    good = make_workbook(fill_plain)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dice = random.Random(7)
    refusals = []
    for _ in range(150):
        if dice.random() < 0.5:
            content = bytearray(good)
            content[dice.randrange(len(content))] = dice.randrange(256)
            broken = bytes(content)
        else:
            name = dice.choice(sorted(parts))
            content = bytearray(parts[name])
            content[dice.randrange(len(content))] = dice.randrange(256)
            broken = zip_parts(parts | {name: bytes(content)})
        try:
            open_bytes(tmp_path, broken)
        except UnreadableFileError as error:
            refusals.append(str(error))

    assert refusals
    assert not any("\n" in line for line in refusals)
