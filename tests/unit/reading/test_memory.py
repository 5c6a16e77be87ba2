"""What opening a file costs, measured in a fresh interpreter: memory, and no heavy import."""

import json
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from tests.unit.reading.raw_packages import (
    fill_plain,
    make_parts,
    make_workbook,
    write_sheet_xml,
    write_strings,
)

ROOT = Path(__file__).parents[3]
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory of one process is read from /proc"
)  # getrusage gives a child its parent's peak


def measure(path, expression):
    """Open a file in a fresh interpreter; give what the expression says, the peak in MiB, the imports."""
    script = textwrap.dedent(f"""
        import json, sys
        from pathlib import Path
        from checker.errors import UnreadableFileError
        from checker.reading.excel import open_workbook
        try:
            workbook = open_workbook(Path({str(path)!r}), "plant.xlsx")
            said = {expression}
        except UnreadableFileError as error:
            said = str(error)
        status = Path("/proc/self/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
        heavy = sorted({{"pandas", "pandera", "openpyxl", "sklearn", "numpy"}} & set(sys.modules))
        print(json.dumps([said, peak, heavy]))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


@needs_proc
def test_a_stray_cell_in_the_last_corner_costs_no_memory(tmp_path):
    path = tmp_path / "stray.xlsx"

    def fill(book):
        fill_plain(book)
        book.worksheets()[0].write(1_048_575, 16_383, 1)

    path.write_bytes(make_workbook(fill))
    said, peak, heavy = measure(path, "[workbook.sheets[0].rows[2], workbook.sheets[0].stray]")

    assert said == [[None, "2024-01", 38000.0], ["XFD1048576"]]
    assert peak < 100
    assert heavy == []


@needs_proc
@pytest.mark.parametrize("part", ["xl/worksheets/s1.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_a_zip_bomb_is_refused_within_200_mib(tmp_path, part):
    path = tmp_path / "bomb.xlsx"
    blank = write_sheet_xml("")
    parts = make_parts({"One": blank}, write_strings()) | {part: ""}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w") as target:
                target.write(content.encode() if name != part else blank.encode())
                for _ in range(300 if name == part else 0):
                    target.write(b" " * 2**20)
    said, peak, heavy = measure(path, "'opened'")

    assert said.startswith("plant.xlsx: the file unpacks to far more")
    assert peak < 200
    assert heavy == []


@needs_proc
def test_a_workbook_of_200_000_cells_stays_below_300_mib(tmp_path):
    path = tmp_path / "large.xlsx"

    def fill(book):
        sheet = book.add_worksheet()
        for row in range(12_500):
            sheet.write_row(row, 0, [f"line {row}", "kWh", *range(row, row + 14)])

    path.write_bytes(make_workbook(fill))
    said, peak, _ = measure(path, "sum(map(len, workbook.sheets[0].rows))")

    assert said == 200_000
    assert peak < 200
