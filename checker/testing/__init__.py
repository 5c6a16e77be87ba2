"""For those who write rules and readers: cases as one would type them, and workbooks laid out at random.

`load_cases`, `check_case` and `judge_case` serve a rule pack's tests. `make_filing` draws a company
and its facts, `lay_out` lays them out as some company would, `write_layout` writes the .xlsx, and
`judge_reading` says in what a reading differs from the facts put in.
"""

from checker.testing.cases import (
    Case,
    Rows,
    check_case,
    judge_case,
    list_cells,
    load_cases,
    read_case,
    write_book,
    write_typed,
)
from checker.testing.draw import OPTIONS, Switches, draw_switches, list_switches
from checker.testing.facts import Drawn, Fact, Figure, Line, make_filing
from checker.testing.judge import Difference, judge_reading, judge_totals, shrink
from checker.testing.layouts import lay_out, make_book
from checker.testing.page import Book, Placed, PlacedSum
from checker.testing.write import write_layout

__all__ = [
    "OPTIONS", "Book", "Case", "Difference", "Drawn", "Fact", "Figure", "Line", "Placed", "PlacedSum", "Rows", "Switches",
    "check_case", "draw_switches", "judge_case", "judge_reading", "judge_totals", "lay_out", "list_cells", "list_switches",
    "load_cases", "make_book", "make_filing", "read_case", "shrink", "write_book", "write_layout", "write_typed",
]  # fmt: skip
