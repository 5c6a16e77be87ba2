"""Tables in a Word document: each a sheet, each cell at its place, so that it can be cited."""

import io

import docx
import pytest

from checker.cells import write_sheet
from checker.errors import UnreadableFileError
from checker.reading import other_files
from tests.unit.reading.other_packages import paragraph, table, write_docx
from tests.unit.reading.raw_packages import open_bytes


def open_body(tmp_path, body):
    return open_bytes(tmp_path, write_docx(body), "report.docx")


def test_a_report_written_with_word_is_read_table_by_table(tmp_path):
    report = docx.Document()
    report.add_heading("2024年度温室气体排放报告", 1)
    report.add_paragraph("表1 企业基本信息")
    facts = report.add_table(1, 2)
    facts.cell(0, 0).text, facts.cell(0, 1).text = "单位名称", "湖畔供热"
    report.add_paragraph("表2 净购入电力: 2024年")
    use = report.add_table(2, 3)
    for column, text in enumerate(["月份", "1月", "2月"]):
        use.cell(0, column).text = text
    for column, text in enumerate(["用电量 (kWh)", "38,000", "-12.5"]):
        use.cell(1, column).text = text
    report.add_table(1, 1).cell(0, 0).text = "without a caption"
    packed = io.BytesIO()
    report.save(packed)
    book = open_bytes(tmp_path, packed.getvalue(), "report.docx")

    assert book.kind == "docx"
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [
        ("Table 1: 表1 企业基本信息", [["单位名称", "湖畔供热"]]),
        ("Table 2: 表2 净购入电力 2024年", [["月份", "1月", "2月"], ["用电量 (kWh)", 38000.0, -12.5]]),
        ("Table 3", [["without a caption"]]),
    ]
    assert write_sheet(book.sheets[1].name) == "'Table 2: 表2 净购入电力 2024年'"


def test_merged_cells_have_their_text_at_the_top_left_alone(tmp_path):
    across = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Energy")}</w:tc>'
    top = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("Power")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    body = table([across, "t"], [top, "kWh", "1"], [below, "MWh", "2"])
    sheet = open_body(tmp_path, body).sheets[0]

    assert sheet.rows == [["Energy", None, "t"], ["Power", "kWh", 1.0], [None, "MWh", 2.0]]
    assert sheet.merges == ((0, 0, 0, 1), (1, 0, 2, 0))


def test_a_row_that_begins_later_keeps_its_columns(tmp_path):
    late = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc>{paragraph("x")}</w:tc></w:tr>'
    body = table(["a", "b", "c"]).replace("</w:tbl>", f"{late}</w:tbl>")

    assert open_body(tmp_path, body).sheets[0].rows == [["a", "b", "c"], [None, None, "x"]]


def test_tracked_changes_are_read_as_accepted_and_content_controls_looked_into(tmp_path):
    changed = (
        "<w:p><w:del><w:r><w:delText>380</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>38</w:t></w:r></w:ins><w:r><w:t>000</w:t></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent><w:tc>{paragraph('kWh')}</w:tc></w:sdtContent></w:sdt>"
    body = f"<w:sdt><w:sdtContent>{table([f'<w:tc>{changed}</w:tc>', control])}</w:sdtContent></w:sdt>"

    assert open_body(tmp_path, body).sheets[0].rows == [[38000.0, "kWh"]]


def test_a_table_within_a_table_is_a_sheet_of_its_own(tmp_path):
    body = table([f"<w:tc>{paragraph('outer')}{table(['inner'])}{paragraph('end')}</w:tc>"])

    assert [(sheet.name, sheet.rows) for sheet in open_body(tmp_path, body).sheets] == [
        ("Table 1", [["outer\nend"]]),
        ("Table 2", [["inner"]]),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567.8", 1234567.8),
        ("−5", -5.0),
        ("0.05", 0.05),
        ("0123", "0123"),
        ("1,23", "1,23"),
        ("12 kWh", "12 kWh"),
        ("5%", "5%"),
        ("1234567890123456", "1234567890123456"),
    ],
)
def test_only_a_plain_number_is_one(tmp_path, text, value):
    assert open_body(tmp_path, table([text, "x"])).sheets[0].rows == [[value, "x"]]


def test_a_long_caption_is_cut_and_loses_what_no_sheet_name_may_hold(tmp_path):
    body = paragraph("[表] 3/4: " + "x" * 80) + paragraph(" ") + table(["a"])

    assert open_body(tmp_path, body).sheets[0].name == "Table 1: " + ("表 3 4 " + "x" * 80)[:60]


def test_what_cannot_be_read_is_told_in_one_line(tmp_path, monkeypatch):
    with pytest.raises(UnreadableFileError, match="the Word document holds no table"):
        open_body(tmp_path, paragraph("text"))
    with pytest.raises(UnreadableFileError, match="damaged"):
        open_body(tmp_path, "<w:tbl>")
    with pytest.raises(UnreadableFileError, match="declares XML entities"):
        open_body(tmp_path, '<!ENTITY a "b">')
    monkeypatch.setattr(other_files, "MOST_CELLS", 2)
    assert open_body(tmp_path, table(["a", "b", "c"]) + table(["d"])).refused == (("Table 1", "too_large"),)


def test_a_column_beyond_excels_last_refuses_the_table_by_name(tmp_path):
    far = f'<w:tc><w:tcPr><w:gridSpan w:val="9999999"/></w:tcPr>{paragraph("x")}</w:tc>'

    assert open_body(tmp_path, table([far]) + table(["a"])).refused == (("Table 1", "damaged"),)
