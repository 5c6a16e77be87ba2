"""What may be typed into a cell: numbers, choices, dates; Excel warns and never forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.words.formats import Lang, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST_LIST = 255
"""Excel's limit for choices written into a cell's own rule."""
LONGEST_TITLE, LONGEST_PROMPT = 32, 255

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0."""


def expect_number(sheet: Worksheet, area: Area, lang: Lang, prompt: str = "") -> None:
    """Warn where a cell is given a text or a number below 0."""
    sheet.data_validation(
        *area,
        _prompt(prompt, "number", lang)
        | {
            "validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning",
            "error_title": say("template.prompt.number_title", lang)[:LONGEST_TITLE],
            "error_message": say("template.prompt.number_wrong", lang),
        },
    )  # fmt: skip


def expect_choice(
    sheet: Worksheet,
    area: Area,
    choices: list[str] | str,
    lang: Lang,
    prompt: str = "",
    title: str = "choice",
) -> None:
    """Offer choices, given themselves or as the range that lists them; anything else is asked about."""
    sheet.data_validation(
        *area,
        _prompt(prompt, title, lang)
        | {
            "validate": "list", "source": choices, "error_type": "warning",
            "error_title": say(f"template.prompt.{title}_title", lang)[:LONGEST_TITLE],
            "error_message": say("template.prompt.choice_wrong", lang),
        },
    )  # fmt: skip


def show_prompt(sheet: Worksheet, area: Area, prompt: str) -> None:
    """Show a prompt beside a cell that may hold anything."""
    sheet.data_validation(*area, {"validate": "any", "input_message": prompt[:LONGEST_PROMPT]})


def is_short(choices: list[str]) -> bool:
    """Tell whether choices fit into a cell's own rule."""
    return len(",".join(choices)) <= LONGEST_LIST


def list_choices(key: str, lang: Lang) -> list[str]:
    """Give the choices of a cell in a language."""
    return say(f"template.choice.{key}", lang).split(", ")


def _prompt(prompt: str, title: str, lang: Lang) -> dict[str, Any]:
    if not prompt:
        return {}
    shown = say(f"template.prompt.{title}_title", lang)
    return {"input_title": shown[:LONGEST_TITLE], "input_message": prompt[:LONGEST_PROMPT]}
