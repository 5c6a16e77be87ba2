"""The first two sheets: how to fill the workbook, and the questions on the company and its site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.template.entry import expect_choice, expect_number, list_choices, show_prompt
from checker.template.look import HEADER_ROW, Look, fit_width, open_page
from checker.words.formats import Lang, has_phrase, name_code, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

QUESTIONS = {
    "who": ("company", "credit_code", "site", "sector", "region", "year", "rule_set"),
    "power": ("transformer_kva", "pv_ownership", "pv_kwp", "pv_grid_date", "pv_export"),
    "there": ("canteen", "dormitory", "welding_gas", "genset", "vehicles", "ev_charging", "steam_bought", "let_out"),
}  # fmt: skip
NUMBERS = ("transformer_kva", "pv_kwp", "year")
YES_NO = ("pv_export", *QUESTIONS["there"])
ABROAD = ("IN", "GB", "US")
"""Countries offered beside the regions that a rule set covers (ours: those whose factors are being gathered)."""
GUIDE_LINES = 7


def list_regions(lang: Lang) -> list[str]:
    """List the regions to choose from, as the reader knows them: in Hindi with the English name beside."""
    from checker.accounting.rule_sets import RULE_SETS
    from checker.reading.profile import find_region, load_regions

    codes = sorted({code for _, code in load_regions()})
    known = [code for code in codes if code != "CN" and any(each.covers(code) for each in RULE_SETS)]
    names = {code: name_region(code, lang) for code in (*known, *ABROAD)}
    # a region without a name in the language, or one the reader would not find again, can still be typed
    return [name for code, name in names.items() if name != code and find_region(name) == code]


def name_region(code: str, lang: Lang) -> str:
    """Name a region so that the reader finds it again."""
    name = name_code("region", code, lang)
    if lang != "hi":
        return name
    return f"{name.partition(' (')[0]} ({name_code('region', code, 'en')})"


def write_guide(book: Workbook, look: Look, lang: Lang) -> None:
    """Write the sheet that says in a few lines how to fill the workbook, with the meaning of the colours."""
    sheet = open_page(book, look, "guide", lang)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 110)
    for number in range(1, GUIDE_LINES + 1):
        row = number + 1
        sheet.set_row(row, 34)
        sheet.write_number(row, 0, number, look.ordinal)
        sheet.write_string(row, 1, say(f"template.guide.line{number}", lang), look.line)
    row = GUIDE_LINES + 3
    for place, (style, name) in enumerate(
        ((look.number, "legend_input"), (look.locked, "legend_locked"), (look.alarm, "legend_alarm"))
    ):
        sheet.write_blank(row + place, 0, None, style)
        sheet.write_string(row + place, 1, say(f"template.guide.{name}", lang), look.line)


def write_facility(book: Workbook, look: Look, answers: Mapping[str, str], regions: str, lang: Lang) -> None:
    """Write the questions, one a row, with the answers already known; `regions` is the range that lists them."""
    sheet = open_page(book, look, "facility", lang)
    labels = [say(f"template.facility.{item}", lang) for items in QUESTIONS.values() for item in items]
    sheet.set_column(0, 0, fit_width(labels, 30, 60))
    sheet.set_column(1, 1, 44)
    sheet.fit_to_pages(1, 1)
    row = HEADER_ROW
    for group, items in QUESTIONS.items():
        sheet.write_string(row, 0, say(f"template.group.{group}", lang), look.group)
        sheet.write_blank(row, 1, None, look.group)
        for item in items:
            row += 1
            write_question(sheet, look, row, item, answers.get(item, ""), lang)
            if item == "region":
                expect_choice(sheet, (row, 1, row, 1), regions, lang)
        row += 2


def write_question(sheet: Worksheet, look: Look, row: int, item: str, answer: str, lang: Lang) -> None:
    """Write one question, its answer if known, and what may be answered."""
    sheet.write_string(row, 0, say(f"template.facility.{item}", lang), look.label)
    here = (row, 1, row, 1)
    style = look.date if item == "pv_grid_date" else look.text
    if answer and item in NUMBERS:
        sheet.write_number(row, 1, float(answer), style)
    elif answer:
        sheet.write_string(row, 1, answer, style)
    else:
        sheet.write_blank(row, 1, None, style)
    key = f"template.prompt.{item}"
    prompt = say(key, lang) if has_phrase(key) else ""
    if item in YES_NO:
        expect_choice(sheet, here, list_choices("yes_no", lang), lang)
    elif item == "pv_ownership":
        expect_choice(sheet, here, list_choices(item, lang), lang)
    elif item == "rule_set":
        from checker.accounting.rule_sets import list_rule_sets

        expect_choice(sheet, here, list_rule_sets(), lang)
    elif item in NUMBERS:
        expect_number(sheet, here, lang, prompt)
    elif prompt:
        show_prompt(sheet, here, prompt)
