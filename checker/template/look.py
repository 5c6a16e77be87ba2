"""How the template looks: colours, fonts, widths, the page."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from checker.words.formats import Lang, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Format: TypeAlias = Any

TEAL, PALE, CREAM, GREY, LINE = "#1F5C66", "#E3EFF0", "#FFF8E1", "#F1F1F1", "#C9CFD1"
RED, RED_INK = "#F8C9C4", "#9C0006"
A4 = 9
ROW_HEIGHT = 19.5
TITLE_ROW, HINT_ROW, HEADER_ROW = 0, 1, 3


class Look(NamedTuple):
    """The formats of cells."""

    title: Format
    hint: Format
    header: Format
    group: Format
    label: Format
    line: Format
    number: Format
    factor: Format
    text: Format
    choice: Format
    date: Format
    locked: Format
    locked_text: Format
    unused: Format
    total: Format
    ordinal: Format
    alarm: Format


def make_look(book: Workbook, lang: Lang) -> Look:
    """Make the formats in the font that shows the language's script."""
    font = {"font_name": say("template.font.name", lang), "font_size": 10, "valign": "vcenter"}
    boxed = font | {"border": 1, "border_color": LINE}
    filled = boxed | {"bg_color": CREAM, "locked": False}
    number = {"num_format": "#,##0.####", "align": "right"}

    def make(properties: dict[str, Any], **more: object) -> Format:
        return book.add_format(properties | more)

    return Look(
        title=make(font, bold=True, font_size=16, font_color=TEAL),
        hint=make(font, italic=True, font_color="#5F6B6D"),
        header=make(boxed, bold=True, font_color="#FFFFFF", bg_color=TEAL, align="center", text_wrap=True),
        group=make(font, bold=True, font_color=TEAL, bottom=2, bottom_color=TEAL),
        label=make(boxed, bg_color=PALE, text_wrap=True, indent=1),
        line=make(font, text_wrap=True, indent=1, font_size=11),
        number=make(filled, **number),
        factor=make(filled, num_format="0.######", align="right"),
        text=make(filled, text_wrap=True, align="left", indent=1),
        choice=make(filled, align="center"),
        date=make(filled, align="left", indent=1, num_format="yyyy-mm-dd"),
        locked=make(boxed, bg_color=GREY, **number),
        locked_text=make(boxed, bg_color=GREY, font_color="#5F6B6D", text_wrap=True, indent=1),
        unused=make(boxed, bg_color=GREY),
        total=make(boxed, bg_color=GREY, bold=True, **number),
        ordinal=make(font, bold=True, font_size=11, font_color=TEAL, align="center"),
        alarm=make({"bg_color": RED, "font_color": RED_INK, "bold": True}),
    )


def open_page(book: Workbook, look: Look, key: str, lang: Lang) -> Worksheet:
    """Add a sheet with its title and hint, ready to be printed on A4 landscape, locked without a password."""
    sheet = book.add_worksheet(say(f"template.sheet.{key}", lang))
    sheet.hide_gridlines(2)
    sheet.set_row(TITLE_ROW, 27)
    sheet.write_string(TITLE_ROW, 0, say(f"template.title.{key}", lang), look.title)
    if key != "guide":
        sheet.write_string(HINT_ROW, 0, say(f"template.hint.{key}", lang), look.hint)
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&A&R{say('template.page.footer', lang)}")
    sheet.protect("", {"format_columns": True, "format_rows": True})
    return sheet


def write_header(sheet: Worksheet, look: Look, texts: list[str], freeze: int) -> None:
    """Write the header row, keep it in view together with the first `freeze` columns, repeat it in print."""
    sheet.set_row(HEADER_ROW, 30)
    for column, text in enumerate(texts):
        sheet.write_string(HEADER_ROW, column, text, look.header)
    sheet.freeze_panes(HEADER_ROW + 1, freeze)
    sheet.repeat_rows(HEADER_ROW)


def measure_text(text: str) -> int:
    """Give the width of a text in Latin letters: Chinese characters take two, Devanagari marks none."""
    widths = {"W": 2, "F": 2}
    return sum(
        0
        if unicodedata.category(each) in {"Mn", "Me", "Cf"}
        else widths.get(unicodedata.east_asian_width(each), 1)
        for each in text
    )


def fit_width(texts: list[str], least: int, most: int) -> int:
    """Give the width of a column that holds some texts."""
    return max(least, min(most, max((measure_text(text) for text in texts), default=0) + 2))
