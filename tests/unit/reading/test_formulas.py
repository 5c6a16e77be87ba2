"""Formulas are read from the XML, and simple ones give what Excel gives."""

import io

import pytest
import xlsxwriter

from checker.reading.expressions import ExpressionError, evaluate, list_areas
from checker.reading.formulas import Formula, read_formulas

CELLS = {("S", 0, 0): 3.0, ("S", 1, 0): 4.5, ("S", 2, 0): None, ("S", 3, 0): "text", ("My Sheet", 0, 1): 10.0}


def give(text, down=0, right=0):
    return evaluate(Formula(text, down, right), "S", CELLS.get)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("A1+A2*2", 12.0),
        ("-A1^2", 9.0),  # Excel's sign binds tighter than its power
        ("(A1+A2)/3", 2.5),
        ("50%*A1", 1.5),
        ("SUM(A1:A4)", 7.5),
        ("SUM(A1:A2,'My Sheet'!$B$1)", 17.5),
        ("AVERAGE(A1:A4)", 3.75),
        ("ROUND(A2/2,1)", 2.3),
        ("ROUND(-2.5,0)", -3.0),
        ("MAX(A1:A2)-MIN(A1:A2)", 1.5),
        ("IF(A1>3,1,2)", 2.0),
        ('IF(A3="",A1,0)', 3.0),
        ("SUMPRODUCT(A1:A2,A1:A2)*44/12", 29.25 * 44 / 12),
        ("IFERROR(A1/A2,0)", 3 / 4.5),
        ("PRODUCT(A1:A2)", 13.5),
        ("ABS(A1-A2)", 1.5),
        ("1.5E2+A3", 150.0),
    ],
)
def test_a_simple_formula_gives_what_excel_gives(text, result):
    assert give(text) == pytest.approx(result)


@pytest.mark.parametrize(
    "text",
    [
        "A4+1",
        "A1/A3",
        "VLOOKUP(A1,B1:C9,2)",
        "[1]S!A1+1",
        "#REF!+1",
        "A1 A2",
        "SUM(A1",
        '"x"',
        "A1:A2+1",
        "(-8)^0.5",
    ],
)
def test_what_is_not_simple_or_no_number_is_not_followed(text):
    with pytest.raises(ExpressionError):
        give(text)


def test_a_shared_formula_moves_with_its_cell_and_dollars_stay():
    assert give("A1+$A$1", down=1) == 7.5
    assert list_areas(Formula("SUM($A1:B$2)", 2, 1), "S") == [("S", 1, 0, 2, 2)]


def test_a_text_that_looks_like_a_reference_is_none():
    assert list_areas(Formula('IF(B2="A1",1,0)'), "S") == [("S", 1, 1, 1, 1)]


def write_book(fill):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    fill(book)
    book.close()
    return stream.getvalue()


def test_formulas_are_found_on_every_sheet():
    def fill(book):
        first, second = book.add_worksheet("A & B"), book.add_worksheet("2024年")
        first.write_formula("B2", '=A1&"<x>"', None, "x")
        second.write_formula("C3", "=SUM('A & B'!A1:A9)", None, 4)
        second.write_array_formula("D4:D5", "{=A1:A2*2}", None, 0)

    assert read_formulas(write_book(fill), "b.xlsx") == {
        ("A & B", 1, 1): Formula('A1&"<x>"'),
        ("2024年", 2, 2): Formula("SUM('A & B'!A1:A9)"),
    }
