"""Known misfilings on random plants, in layouts no rule was written for: found where they were made, at what cost.

Each plant of `tests/properties` is spoilt in each known way, then laid out anew: in Chinese, in Hindi,
months down the sheet, a line a month, below a letterhead, with dated months, without last year's file,
with its totals left out. The spoilt cells are followed through the layout. Counted per misfiling:
- told: a finding at review or above names a spoilt cell;
- named: so does one by a rule whose cases show this misfiling;
- right: of the workbooks with a correction of a figure there, in how many the best one restores what was drawn;
- others: findings at warning or above on cells that are sound, per workbook.
The same layouts of sound plants say what the checks cost in false alarms.

Run: python benchmarks/misfilings.py [SEEDS] [--show LAYOUT] [--only ID]
"""

from __future__ import annotations

import copy
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from checker.cells import write_address  # noqa: E402  # the plants are tests' and stand in no package
from checker.engine import check  # noqa: E402
from checker.findings import Report  # noqa: E402
from checker.packs import Catalogue, load_catalogue  # noqa: E402
from checker.testing import Rows, load_cases, write_book  # noqa: E402
from tests.properties.plants_made import MONTHS, Plant, draw_plant  # noqa: E402
from tests.properties.spoils_made import SPOILS  # noqa: E402

REPLACED = "E01"
"""Here the bill is thrown away with the row: the purchase that was drawn is none any more."""
Book = dict[str, list[list[Any]]]
Places = dict[tuple[str, int, int], tuple[str, int, int]]
"""Where a cell (sheet, row, column, from 0) of the book as drawn went."""

CHINESE = {
    "Energy": "能源消耗", "Facility": "企业基本信息", "Output": "产品产量", "Factors": "排放因子", "Documents": "支撑材料",
    "Emissions": "排放量", "Coal": "原煤", "Form": "电力表", "Item": "项目", "Unit": "单位", "Total": "合计", "Value": "数值",
    "Purchased electricity": "外购电量", "PV, used on site": "光伏自发自用电量", "Natural gas consumed": "天然气消耗量",
    "Diesel consumed": "柴油消耗量", "Steam purchased": "外购蒸汽", "Castings produced": "铸件产量",
    "Diesel consumed, by volume": "柴油消耗量（体积）", "Purchased electricity, hall 1": "外购电量（一车间）",
    "Purchased electricity, hall 2": "外购电量（二车间）", "Facility profile": "企业基本信息", "Company": "企业名称",
    "Sector": "行业代码", "Province": "省份", "Anhui": "安徽", "Rule set": "核算标准", "Reporting year": "报告年度",
    "Transformer capacity (kVA)": "变压器容量（kVA）", "PV capacity (kWp)": "光伏装机容量（kWp）", "10^4 Nm3": "万Nm3",
    "Grid emission factor, Anhui, data year 2022": "安徽省电力平均排放因子（2022年数据）", "tCO2/MWh": "tCO2/MWh",
    "Natural gas net calorific value": "天然气低位发热量", "GJ/10^4Nm3": "GJ/万Nm3",
    "Natural gas carbon content": "天然气单位热值含碳量", "Natural gas oxidation rate": "天然气碳氧化率",
    "Document": "文件类型", "Covers": "对应项目", "Period": "期间", "Quantity": "数量", "Reference": "编号",
    "Meter record": "抄表记录", "Category": "排放类别", "Net purchased electricity": "净购入电力",
    "Raw coal opening stock": "原煤期初库存", "Raw coal purchased": "原煤购入量", "Raw coal consumed": "原煤消耗量",
    "Raw coal closing stock": "原煤期末库存", "Net purchased": "净购入量", "Purchased": "购入量", "Supplied to others": "外供量",
    "Electricity": "电力", **{name: f"{number}月" for number, name in enumerate(MONTHS, start=1)},
}  # fmt: skip
HINDI = {
    "Item": "मद", "Unit": "इकाई", "Total": "कुल", "Purchased electricity": "खरीदी गई बिजली", "PV, used on site": "सौर बिजली, स्व-उपयोग",
    "Natural gas consumed": "प्राकृतिक गैस खपत", "Diesel consumed": "डीज़ल खपत", "Steam purchased": "खरीदी गई भाप",
    **dict(zip(MONTHS, ("जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"), strict=True)),
}  # fmt: skip


NEAR = 0.02
"""A correction this near to what was drawn is right (ours: an estimate of a month is not meant to be)."""


class Layout(NamedTuple):
    """A way of laying a book out: what it does to the book, and whether last year's file is there."""

    lay: Callable[[Book, int], tuple[Book, Places]]
    previous: bool = True


def keep(book: Book, _year: int) -> tuple[Book, Places]:
    """Leave the book as it was drawn."""
    return book, {}


def say_in(words: dict[str, str]) -> Callable[[Book, int], tuple[Book, Places]]:
    """Make a layout in another language."""

    def lay(book: Book, _year: int) -> tuple[Book, Places]:
        told: Book = {}
        places: Places = {}
        for sheet, rows in book.items():
            name = words.get(sheet, sheet)
            told[name] = [[_translate(cell, words) for cell in row] for row in rows]
            for at, row in enumerate(rows):
                for column in range(len(row)):
                    places[sheet, at, column] = name, at, column
        return told, places

    return lay


def _translate(cell: Any, words: dict[str, str]) -> Any:  # noqa: ANN401  # whatever one types into a cell
    if not isinstance(cell, str):
        return cell
    year = re.fullmatch(r"(\w+) (20\d\d)", cell)
    if year and year[1] in words:
        return f"{year[2]}年{words[year[1]]}"
    return words.get(cell, cell)


def lay_down(book: Book, _year: int) -> tuple[Book, Places]:
    """Lay the energy out with its months down the sheet and the unit in the header."""
    rows, places = book["Energy"], {}
    names = [f"{row[0]} ({row[1]})" for row in rows[2:]]
    down: list[list[Any]] = [rows[0], ["Month", *names]]
    for month in range(13):
        down.append([rows[1][month + 2], *(row[month + 2] for row in rows[2:])])
        for line in range(len(names)):
            places["Energy", line + 2, month + 2] = "Energy", month + 2, line + 1
    for line in range(len(names)):
        places["Energy", line + 2, 1] = "Energy", 1, line + 1
        letter = chr(ord("B") + line)
        total = str(rows[line + 2][14])
        if total.startswith("=SUM("):
            last = 14 if ":N" in total else 13
            down[14][line + 1] = f"=SUM({letter}3:{letter}{last}) -> {total.partition('-> ')[2]}"
    return book | {"Energy": down}, places


def lay_list(book: Book, year: int) -> tuple[Book, Places]:
    """Lay the energy out as a list, one line a month; stated totals find no room."""
    rows, places = book["Energy"], {}
    listed: list[list[Any]] = [["Energy use"], ["Month", "Energy", "Quantity", "Unit"]]
    for line, row in enumerate(rows[2:]):
        for month in range(12):
            places["Energy", line + 2, month + 2] = "Energy", len(listed), 2
            listed.append([f"{year}-{month + 1:02d}", row[0], row[month + 2], row[1]])
    return book | {"Energy": listed}, places


def lay_below(book: Book, _year: int) -> tuple[Book, Places]:
    """Put a letterhead above and a serial number beside the energy, and dates over its months."""
    rows = book["Energy"]
    below: list[list[Any]] = [["", "Works Ltd"], ["", "Prepared by: Energy office"], [""], ["", rows[0][0]]]
    below.append(["No.", *rows[1]])
    below += [[number, *row] for number, row in enumerate(rows[2:], start=1)]
    below.append(["", "Note: figures from the bills"])
    places = {
        ("Energy", at, column): ("Energy", at + 3, column + 1)
        for at in range(1, len(rows))
        for column in range(len(rows[at]))
    }
    for at, row in enumerate(below[5:-1], start=6):
        total = str(row[15])
        if total.startswith("=SUM("):
            row[15] = f"=SUM(D{at}:{'O' if ':N' in total else 'N'}{at}) -> {total.partition('-> ')[2]}"
    return book | {"Energy": below}, places


def date_months(book: Book, year: int) -> tuple[Book, Places]:
    """Head the months by their dates and leave the totals out."""
    rows = [list(row[:14]) for row in book["Energy"]]
    rows[1] = ["Item", "Unit", *(f"{year}-{month:02d}" for month in range(1, 13))]
    return book | {"Energy": rows}, {}


LAYOUTS = {
    "as drawn": Layout(keep),
    "no last year": Layout(keep, previous=False),
    "Chinese": Layout(say_in(CHINESE)),
    "Hindi": Layout(say_in(HINDI)),
    "down": Layout(lay_down),
    "list": Layout(lay_list),
    "letterhead": Layout(lay_below),
    "dated": Layout(date_months),
}


def write_plant(plant: Plant, layout: Layout, folder: Path, year: int = 2024) -> tuple[Path, Places]:
    """Write a plant's workbook of a year in a layout; say where its cells went."""
    book: Book = {name: [list(row) for row in rows] for name, rows in plant.write(year).items()}
    laid, places = layout.lay(book, year)
    told: dict[str, Rows] = dict(laid)
    return write_book(told, folder / f"plant_{year}.xlsx"), places


def check_plant(plant: Plant, layout: Layout, folder: Path, catalogue: Catalogue) -> tuple[Report, Places]:
    """Check a plant's workbook in a layout."""
    path, places = write_plant(plant, layout, folder)
    previous = [write_plant(plant, layout, folder, 2023)[0]] if layout.previous else []
    return check(path, previous=previous, catalogue=catalogue), places


def follow(cells: set[str], places: Places) -> set[str]:
    """Give the addresses to which cells of the drawn book went."""
    moved = set()
    for cell in cells:
        sheet, _, address = cell.partition("!")
        letters = address.rstrip("0123456789")
        at = (sheet, int(address[len(letters) :]) - 1, ord(letters) - ord("A"))
        name, row, column = places.get(at, at)
        moved.add(f"{name}!{write_address(row, column)}")
    return moved


def list_doubts(report: Report, severities: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """List the codes and cells of a report's findings."""
    for finding in report.findings:
        if finding.severity in severities:
            for cell in finding.cells:
                yield finding.code, f"{cell.sheet}!{write_address(cell.row, cell.column)}"


def judge_corrections(report: Report, wrong: set[str], places: Places, sound: Book) -> tuple[int, int]:
    """Say whether the surest diagnosis at the spoilt cells corrects figures, and whether to what was drawn."""
    back = {new: old for old, new in places.items()}
    for diagnosis in sorted(report.diagnoses, key=lambda each: -each.confidence):
        there = [
            each for each in diagnosis.corrections
            if each.cell is not None and each.proposed is not None and f"{each.cell.sheet}!{write_address(each.cell.row, each.cell.column)}" in wrong
        ]  # fmt: skip
        if not there:
            continue
        right: list[bool] = []
        for each in there:
            cell = each.cell
            at = (
                back.get((cell.sheet, cell.row, cell.column), (cell.sheet, cell.row, cell.column))
                if cell
                else ("", 0, 0)
            )
            rows = sound.get(at[0], [])
            drawn = rows[at[1]][at[2]] if at[1] < len(rows) and at[2] < len(rows[at[1]]) else None
            if drawn is None:
                return 0, 0  # a sheet that the mistake added: nothing was drawn to hold it against
            if isinstance(drawn, str) and drawn.startswith("="):
                drawn = float(drawn.partition("-> ")[2])  # a formula's stored result
            if isinstance(drawn, (int, float)) and drawn == each.filed and each.unit_proposed is None:
                return (
                    0,
                    0,
                )  # the mistake is one of words or papers: what the figure should be was never drawn
            relabelled = each.unit_proposed is not None
            right.append(relabelled or (isinstance(drawn, (int, float)) and abs(drawn - (each.proposed or 0)) <= NEAR * abs(drawn)))  # fmt: skip
        return 1, int(all(right))
    return 0, 0


def main(seeds: int, show: str, only: str) -> None:
    """Spoil, lay out, check and count."""
    catalogue = load_catalogue()
    shown = {
        name: {
            rule.code for rule in catalogue.rules for case in load_cases(rule.words) if case.fires and name in case.misfiling
        }
        for name in SPOILS
    }  # fmt: skip
    told: dict[tuple[str, str], int] = Counter()
    named: dict[tuple[str, str], int] = Counter()
    others: Counter[str] = Counter()
    alarms: dict[str, Counter[str]] = defaultdict(Counter)
    mended: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        for way, layout in LAYOUTS.items():
            if show and way != show:
                continue
            for seed in range(101, 101 + seeds):
                report, _ = check_plant(draw_plant(seed), layout, folder, catalogue)
                alarms[way].update({code for code, _ in list_doubts(report, ("error", "warning"))})
                for name, spoil in SPOILS.items():
                    if only and name != only:
                        continue
                    plant = draw_plant(seed)
                    wrong = spoil(copy.deepcopy(plant), random.Random(seed))  # noqa: S311  # no secret
                    spoil(plant, random.Random(seed))  # noqa: S311  # no secret
                    report, places = check_plant(plant, layout, folder, catalogue)
                    cells = follow(wrong, places)
                    sound: Book = {
                        key: [list(row) for row in rows] for key, rows in draw_plant(seed).write().items()
                    }
                    proposed, right = (
                        judge_corrections(report, cells, places, sound) if name != REPLACED else (0, 0)
                    )
                    mended[name].update(proposed=proposed, right=right)
                    doubts = set(list_doubts(report, ("error", "warning", "review")))
                    hit = {code for code, cell in doubts if cell in cells}
                    told[way, name] += bool(hit)
                    named[way, name] += bool(hit & shown[name])
                    others[way] += sum(
                        1 for _, cell in set(list_doubts(report, ("error", "warning"))) if cell not in cells
                    )
                    if show and not hit & shown[name]:
                        print(
                            f"{name} seed {seed}: wanted {sorted(shown[name])} at {sorted(cells)[:2]}, got {sorted(doubts)[:5]}"
                        )
    ways = [way for way in LAYOUTS if not show or way == show]
    names = [name for name in SPOILS if not only or name == only]
    print("      " + "".join(f"{way:>14}" for way in ways) + "    (told/named)")
    for name in names:
        mend = (
            f"  corrections {mended[name]['right']} right of {mended[name]['proposed']}"
            if mended[name]["proposed"]
            else ""
        )
        print(f"{name:<6}" + "".join(f"{told[way, name]:>11}/{named[way, name]:<2}" for way in ways) + mend)
    total = seeds * len(names)
    print(
        "all   "
        + "".join(
            f"{sum(told[way, n] for n in names) / total:>9.2f}/{sum(named[way, n] for n in names) / total:<4.2f}"
            for way in ways
        )
    )
    for way in ways:
        print(
            f"{way}: on {seeds} sound plants {dict(alarms[way])}; beside the spoilt cells {others[way] / total:.2f} doubted cells a workbook"
        )


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    options = dict(zip(sys.argv[1:], sys.argv[2:], strict=False))
    first = words[0] if words and words[0].isdigit() else "2"
    main(int(first), options.get("--show", ""), options.get("--only", ""))
