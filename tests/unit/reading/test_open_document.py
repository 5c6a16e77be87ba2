"""OpenDocument spreadsheets: read as the program shows them, however often a row says it repeats."""

import datetime as dt

import pytest

from checker.errors import UnreadableFileError
from tests.unit.reading.other_packages import FILES, fill_ledger, write_ods
from tests.unit.reading.raw_packages import make_workbook, open_bytes, zip_parts


def write_cell(value="", *, kind="float", repeats=1, text="", more=""):
    """Write a cell; a text has its value as content."""
    if kind == "string":
        return (
            f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'
        )
    named = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{named}="{value}" '
        f'table:number-columns-repeated="{repeats}" {more}><text:p>{text}</text:p></table:table-cell>'
    )


def write_row(cells, repeats=1):
    return f'<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>'


def write_table(rows, name="One"):
    return f'<table:table table:name="{name}">{rows}</table:table>'


def open_table(tmp_path, rows):
    """Open a document of one table."""
    return open_bytes(tmp_path, write_ods(write_table(rows)), "plant.ods").sheets[0]


BLANK = "<table:table-cell table:number-columns-repeated='16383'/>"


def test_an_ods_gives_what_the_same_workbook_gives_as_xlsx(tmp_path):
    open_document = open_bytes(tmp_path, (FILES / "ledger.ods").read_bytes(), "ledger.ods")
    excel = open_bytes(tmp_path, make_workbook(fill_ledger), "ledger.xlsx")

    assert open_document.kind == "ods"
    assert [(sheet.name, sheet.hidden, sheet.merges, sheet.states) for sheet in open_document.sheets] == [
        (sheet.name, sheet.hidden, sheet.merges, sheet.states) for sheet in excel.sheets
    ]
    for ours, theirs in zip(open_document.sheets, excel.sheets, strict=True):
        assert ours.rows == theirs.rows  # LibreOffice writes TRUE as a number, which equals it


def test_every_kind_of_cell_gives_its_value(tmp_path):
    cells = "".join(
        [
            write_cell("38000.5"),
            write_cell("0.05", kind="percentage", text="5%"),
            write_cell("12", kind="currency", text="12 €"),
            write_cell("true", kind="boolean"),
            write_cell("2024-03-01", kind="date", text="1 March"),
            write_cell("2024-03-01T05:30:00", kind="date"),
            write_cell("PT05H30M00S", kind="time"),
            write_cell("PT36H00M00S", kind="time"),
            write_cell("用<text:s text:c='2'/>电<text:line-break/><text:span>量</text:span>", kind="string"),
        ]
    )

    assert open_table(tmp_path, write_row(cells)).rows == [
        [
            38000.5,
            0.05,
            12.0,
            True,
            dt.date(2024, 3, 1),
            dt.datetime(2024, 3, 1, 5, 30),
            dt.time(5, 30),
            dt.timedelta(hours=36),
            "用  电\n量",
        ]
    ]


def test_errors_and_formulas_never_calculated_are_told_from_blanks(tmp_path):
    cells = "".join(
        [
            write_cell("#DIV/0!", kind="string", more='table:formula="of:=1/0"'),
            write_cell("Err:502", kind="string", more='table:formula="of:=x"'),
            '<table:table-cell table:formula="of:=1+1"/>',
            write_cell("#N/A", kind="string"),
            write_cell("nan"),
        ]
    )
    sheet = open_table(tmp_path, write_row(cells))

    assert sheet.rows == [[None, None, None, "#N/A", None]]
    assert [sheet.state(0, column) for column in range(5)] == [
        "error",
        "error",
        "not_calculated",
        "value",
        "error",
    ]


def test_what_repeats_is_repeated_and_what_is_blank_is_not(tmp_path):
    rows = (
        write_row(write_cell("1", repeats=3) + BLANK, repeats=2)
        + write_row(BLANK, repeats=5)
        + write_row(write_cell("2"))
        + write_row(BLANK, repeats=1_048_568)
    )

    assert open_table(tmp_path, rows).rows == [[1.0] * 3] * 2 + [[None] * 3] * 5 + [[2.0, None, None]]


def test_a_table_that_repeats_a_figure_a_million_times_is_refused_by_name(tmp_path):
    wide = write_table(write_row(write_cell("1", repeats=16_384), repeats=1_048_576), "wide")
    beyond = write_table(write_row(write_cell("1", repeats=20_000)), "beyond")
    good = write_table(write_row(write_cell("1")), "good")
    book = open_bytes(tmp_path, write_ods(wide + beyond + good))

    assert book.refused == (("wide", "too_large"), ("beyond", "damaged"))
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("good", [[1.0]])]


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path):
    rows = (
        write_row(write_cell("1") * 2)
        + write_row(BLANK, repeats=1_048_574)
        + write_row(BLANK + write_cell("9"))
    )
    sheet = open_table(tmp_path, rows)

    assert (sheet.rows, sheet.stray) == ([[1.0, 1.0]], ("XFD1048576",))


def test_text_of_drawings_comments_and_deleted_cells_is_no_cell(tmp_path):
    note = "<office:annotation><text:p>ask</text:p></office:annotation>"
    deleted = f"<table:tracked-changes>{write_table(write_row(write_cell('99')))}</table:tracked-changes>"
    inner = write_table(write_row(write_cell("7")), "inner")
    cell = (
        f"<table:table-cell office:value-type='string'>{note}<text:p>kWh</text:p>{inner}</table:table-cell>"
    )
    book = open_bytes(tmp_path, write_ods(deleted + write_table(write_row(cell))))

    assert [sheet.rows for sheet in book.sheets] == [[["kWh"]]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (write_ods(""), "no worksheet"),
        (write_ods("<table:table>"), "damaged"),
        (
            zip_parts({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
            "OpenDocument file, but no spreadsheet",
        ),
        (
            zip_parts(
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": "x",
                    "META-INF/manifest.xml": "<m><encryption-data/></m>",
                }
            ),
            "protected by a password; open it and save it without",
        ),
        (
            zip_parts(
                {
                    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>',
                }
            ),
            "declares XML entities",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, data, reason):
    with pytest.raises(UnreadableFileError, match=reason):
        open_bytes(tmp_path, data, "plant.ods")
