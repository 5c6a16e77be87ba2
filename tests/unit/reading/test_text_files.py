"""Exports as CSV and TSV are read as a workbook of one sheet."""

import pytest

from checker.errors import UnreadableFileError
from checker.reading.excel import open_workbook
from checker.reading.read import read_filing

USE = [
    391_562,
    409_400,
    404_118,
    398_002,
    411_370,
    420_015,
    431_208,
    429_944,
    415_020,
    402_233,
    400_871,
    418_402,
]
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


def write_lines(delimiter, header, write):
    """Write the months with their use as lines of text."""
    lines = [
        delimiter.join(header),
        *(delimiter.join((month, write(use))) for month, use in zip(MONTHS, USE, strict=True)),
    ]
    return "\r\n".join(lines) + "\r\n"


def read_file(tmp_path, data, name="meter_export.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_filing([path], [], {})


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (write_lines(",", ("Month", "Electricity (kWh)"), str).encode("utf-8-sig"), "a.csv"),
        (write_lines(",", ("Month", "Electricity (kWh)"), lambda use: f'"{use:,}"').encode(), "meter_export.csv"),
        (write_lines(";", ("Monat", "Strom [kWh]"), lambda use: f"{use:,}".replace(",", ".") + ",00").encode("cp1252"), "a.csv"),
        (write_lines(";", ("Mois", "Électricité (kWh)"), lambda use: f"{use},0").encode("cp1252"), "a.csv"),
        (write_lines("\t", ("月份", "用电量（kWh）"), str).encode("gb2312"), "a.txt"),
        (write_lines("\t", ("Month", "Electricity (kWh)"), str).encode("utf-16"), "a.xls"),
        (write_lines("|", ("Month", "Electricity (kWh)"), str).encode(), "a.csv"),
    ],
)  # fmt: skip
def test_an_export_is_read_with_its_numbers_as_numbers(tmp_path, data, name):
    facts = read_file(tmp_path, data, name).facts

    assert facts["amount"].tolist() == USE
    assert set(facts["state"]) == {"value"}
    assert set(facts["flow"]) <= {"purchased", "consumed"}  # whatever the file is called


def test_the_sheet_is_named_after_the_file(tmp_path):
    path = tmp_path / "meter 1.csv"
    path.write_text("Month,kWh\n2024-01,1\n", encoding="utf-8")

    book = open_workbook(path, path.name)
    assert (book.kind, [sheet.name for sheet in book.sheets]) == ("csv", ["meter 1"])


def test_account_numbers_keep_their_noughts(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Account,kWh\n00340123,5\n1234567890123456,6\n", encoding="utf-8")

    rows = open_workbook(path, path.name).sheets[0].rows
    assert [row[0] for row in rows] == ["Account", "00340123", "1234567890123456"]
    assert [row[1] for row in rows] == ["kWh", 5.0, 6.0]


@pytest.mark.parametrize("text", ["one\ntwo\nthree\n", "Dear all,\nthe figures follow.\n", "a,b\n"])
def test_a_text_without_a_table_is_refused(tmp_path, text):
    with pytest.raises(UnreadableFileError, match="text file"):
        read_file(tmp_path, text.encode())


@pytest.mark.parametrize("size", [40_000, 200_000])
@pytest.mark.parametrize("table", ["{}\n", 'name,kWh\n"{}",3\nb,4\n'])
def test_a_cell_longer_than_any_program_writes_is_refused_in_a_sentence(tmp_path, size, table):
    with pytest.raises(UnreadableFileError, match="text file"):
        read_file(tmp_path, table.format("a" * size).encode())
