"""Months told in sheets or books of their own: one line of the filing, and each figure in its own file."""

from __future__ import annotations

from pathlib import Path

from checker.filing import Filing
from checker.reading.read import read_filing
from checker.testing import write_book

MONTHS = range(1, 13)


def write_month(folder: Path, month: int, year: int = 2024) -> Path:
    rows: list[list[object]] = [
        [f"江苏宏达化工有限公司 {year}年{month}月能源消耗月报"],
        ["序号", "能源名称", "计量单位", "本月消耗量", "本年累计"],
        [1, "外购电力", "万千瓦时", 100.0 + month, sum(100.0 + each for each in range(1, month + 1))],
        [2, "柴油", "吨", 3.0 + month / 10, None],
    ]
    return write_book({"月报": rows}, folder / f"{year}-{month:02d}.xlsx")


def write_year(folder: Path, name: str, power: float) -> Path:
    sheets: dict[str, list[list[object]]] = {
        f"{month}月": [["能源", "单位", "本月"], ["外购电量", "kWh", power + month]] for month in MONTHS
    }
    return write_book(sheets, folder / name)


def list_months(filing: Filing) -> dict[int, list[tuple[str, int, float]]]:
    """List by line the file, the month and the figure of its months."""
    months = filing.monthly()
    found: dict[int, list[tuple[str, int, float]]] = {}
    for line, file, start, quantity in zip(
        months["series"], months["file"], months["start"], months["quantity"], strict=True
    ):
        found.setdefault(int(line), []).append((str(file), start.year * 100 + start.month, float(quantity)))
    return found


def test_one_book_a_month_is_one_line_of_twelve_months(tmp_path):
    filing = read_filing([write_month(tmp_path, month) for month in MONTHS], [], {})

    power, diesel = list_months(filing).values()
    assert power == [(f"2024-{month:02d}.xlsx", 202400 + month, 100.0 + month) for month in MONTHS]
    assert len(diesel) == 12


def test_two_books_that_tell_the_same_months_are_two_lines(tmp_path):
    paths = [write_year(tmp_path, "north.xlsx", 1000), write_year(tmp_path, "south.xlsx", 5000)]
    lines = list_months(read_filing(paths, [], {"year": "2024"})).values()

    assert [{file for file, *_ in line} for line in lines] == [{"north.xlsx"}, {"south.xlsx"}]
    assert [len(line) for line in lines] == [12, 12]


def test_sheets_of_months_of_last_years_book_are_last_years(tmp_path):
    own, before = write_year(tmp_path, "own.xlsx", 1000), write_year(tmp_path, "before.xlsx", 900)
    filing = read_filing([own], [before], {"year": "2024"})

    months = [
        month for line in list_months(filing).values() for file, month, _ in line if file == "before.xlsx"
    ]
    assert sorted(months) == [202300 + month for month in MONTHS]
