"""A whole workbook: its sheets, titles, profile and notes round the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checker.testing.across import lay_across
from checker.testing.down import lay_down
from checker.testing.draw import Switches, dice, draw_switches, says_year
from checker.testing.facts import Drawn, Line
from checker.testing.forms import lay_annual, lay_month, lay_stock_across, lay_stock_annual, lay_stock_down
from checker.testing.labels import Scene, unit_place
from checker.testing.lists import lay_bills, lay_list
from checker.testing.months import name_month, name_year
from checker.testing.page import Book, Draft, Page
from checker.testing.vocabulary import Hand, name_bare, name_item, name_unit, pick

Layout = Callable[[Draft, Page, int, Sequence[Line], Scene], int]
LAYOUTS: dict[str, Layout] = {
    "across": lay_across,
    "down": lay_down,
    "list": lay_list,
    "annual": lay_annual,
    "bills": lay_bills,
}
STOCKS: dict[str, Layout] = {"down": lay_stock_down, "across": lay_stock_across, "annual": lay_stock_annual}
NO_SHEET_NAME = str.maketrans("", "", "[]:*?/\\'")


def lay_out(drawn: Drawn, seed: int, only: Mapping[str, Any] | None = None) -> Book:
    """Lay a company's facts out as a workbook; `only` fixes switches, as in `make_filing`.

    The book says beside its cells what a careful person reads in them.
    """
    switches = draw_switches(seed, only)
    draft = Draft(drawn, Hand(seed, drawn.locale, switches))
    if switches.layout == "month_sheets":
        _lay_months(draft)
    else:
        _lay_tables(draft)
    if switches.spare_sheet:
        page = draft.open_page({"zh": "填报说明", "hi": "निर्देश"}.get(draft.hand.lang, "Instructions"))
        page.put(0, 0, pick(draft.hand, "line.head_note"))
        page.put(1, 0, pick(draft.hand, "line.footer", "spare"))
    return Book(
        seed, drawn, switches, tuple(draft.pages), tuple(draft.facts), tuple(draft.sums), tuple(draft.beside)
    )


def _lay_tables(draft: Draft) -> None:
    """Lay out one table for each part into which the filer divides her data: sites, sources, years, or none."""
    s = draft.switches
    page: Page | None = None
    row = 0
    lay = STOCKS[s.stocks_at] if s.layout == "stocks" else LAYOUTS[s.layout]
    for caption, sheet, lines, scene in _divide(draft):
        if page is None or sheet:
            if page is not None:
                _put_footer(draft, page, row)
            page = draft.open_page(sheet or _name_sheet(draft))
            row = _put_head(draft, page, lines, scene, caption if sheet else "")
        if caption and not (sheet and s.title):
            page.put(row, page.left, caption)
            row += 1
        row = lay(draft, page, row, lines, scene) + 1 + s.blank_rows % 2
    if page is not None:
        _put_footer(draft, page, row)


def _divide(draft: Draft) -> list[tuple[str, str, Sequence[Line], Scene]]:
    """Give the tables of the book: caption, name of a sheet of its own or "", lines, what is told outside."""
    s, hand, lines = draft.switches, draft.hand, draft.drawn.lines
    sites = list(dict.fromkeys(line.site for line in lines))
    if len(sites) > 1 and s.site_at != "column":
        own = s.site_at == "sheets"
        return [
            (site if own else pick(hand, "title.block", name=site), _clean(site) if own else "",
             [line for line in lines if line.site == site], Scene())
            for site in sites
        ]  # fmt: skip
    scene = Scene(site_told=len(sites) == 1)
    if (
        s.years == 2
        and s.years_at in ("blocks", "sheets")
        and s.layout in ("across", "down", "annual", "stocks")
    ):
        own = s.years_at == "sheets"
        years: list[tuple[str, str, Sequence[Line], Scene]] = []
        for at in range(2):
            part = [_take_year(line, at) for line in lines]
            year = draft.drawn.year - 1 + at
            years.append((name_year(hand, year), _clean(name_year(hand, year)) if own else "", part, scene))
        return years
    if s.parts == "source_sheets":
        told = s.layout == "down" and dice(hand.seed, "told").random() < 0.5
        return [
            (name_item(hand, item) if told else "", _clean(name_item(hand, item)),
             [line for line in lines if line.item == item], scene._replace(source_told=told))
            for item in dict.fromkeys(line.item for line in lines)
        ]  # fmt: skip
    if s.parts == "blocks" and len({line.item for line in lines}) > 1:
        power = [line for line in lines if line.kind == "power"]
        others = [line for line in lines if line.kind != "power"]
        parts = [part for part in (power, others) if part]
        names = (
            ["power", "fuels"]
            if len(parts) == 2 and all(line.kind not in ("steam", "heat") for line in others)
            else []
        )
        return [
            (
                pick(hand, f"source.{names[at]}") if names else "",
                "",
                part,
                scene._replace(site_told=len({line.site for line in part}) == 1 and scene.site_told),
            )
            for at, part in enumerate(parts)
        ]
    return [("", "", lines, scene)]


def _take_year(line: Line, at: int) -> Line:
    size = len(line.figures) // 2
    return line._replace(figures=line.figures[at * size : (at + 1) * size])


def _lay_months(draft: Draft) -> None:
    s, hand, lines = draft.switches, draft.hand, draft.drawn.lines
    scene = Scene(site_told=len({line.site for line in lines}) == 1)
    for month, figure in enumerate(lines[0].figures):
        dated = says_year(s)
        name = name_month(hand, figure.start, "full" if dated else s.months)
        page = draft.open_page(_clean(name))
        full = name_month(hand, figure.start, "full")
        row = 0
        if s.title or not dated:
            page.put(0, page.left, pick(hand, "title.month", company=draft.drawn.company, month=full))
            row = 1
        row = _put_unit_line(draft, page, row, lines) + s.blank_rows
        row = lay_month(draft, page, row, lines, scene, month)
        _put_footer(draft, page, row + 1)


def _name_sheet(draft: Draft) -> str:
    s = draft.switches
    if s.year_at == "sheet":
        year = name_year(draft.hand, draft.drawn.year)
        word = {"zh": "台账", "hi": "", "en": ""}[draft.hand.lang]
        return _clean(year + word)
    return {"zh": "能源数据", "hi": "डेटा"}.get(
        draft.hand.lang, dice(draft.hand.seed, "sheet").choice(("Data", "Energy", "Sheet1"))
    )


def _clean(name: str) -> str:
    return name.translate(NO_SHEET_NAME)[:31].strip() or "Sheet"


def _put_head(draft: Draft, page: Page, lines: Sequence[Line], scene: Scene, caption: str) -> int:
    """Put title, profile, notes and the line of the unit above the first table; gives the table's first row."""
    s, hand, drawn = draft.switches, draft.hand, draft.drawn
    row = 0
    if s.title or scene.source_told:
        title = _write_title(draft, lines, caption)
        page.put(0, page.left, title)
        if s.merges:
            page.merge(0, page.left, 0, page.left + 6)
        row = 1
    if s.profile:
        entries: list[tuple[str, str | float]] = [
            (pick(hand, "profile.company"), drawn.company),
            (pick(hand, "profile.region"), drawn.region),
        ]
        if s.years == 1:
            year = (
                float(drawn.year) if drawn.first_month == 1 and hand.seed % 2 else name_year(hand, drawn.year)
            )
            entries.insert(1, (pick(hand, "profile.year"), year))
        for label, value in entries:
            one_cell = dice(hand.seed, "profile").random() < 0.4
            text = f"{value:g}" if isinstance(value, float) else value
            page.put(
                row,
                page.left,
                f"{label}：{text}"
                if one_cell and hand.lang == "zh"
                else f"{label}: {text}"
                if one_cell
                else label,
            )
            if not one_cell:
                page.put(row, page.left + 1, value)
            row += 1
    if s.head_note:
        page.put(row, page.left, pick(hand, "line.head_note"))
        row += 1
    return _put_unit_line(draft, page, row, lines) + (s.blank_rows if row else 0)


def _put_unit_line(draft: Draft, page: Page, row: int, lines: Sequence[Line]) -> int:
    if unit_place(draft, lines) != "title":
        return row
    text = pick(draft.hand, "line.unit", unit=name_unit(draft.hand, lines[0].unit))
    # often at the right end of a line of its own
    page.put(row, page.left + dice(draft.hand.seed, "unit line").choice((0, 0, 3)), text)
    return row + 1


def _write_title(draft: Draft, lines: Sequence[Line], caption: str) -> str:
    s, hand, drawn = draft.switches, draft.hand, draft.drawn
    dated = s.years == 1 and (s.year_at == "title" or not (says_year(s) or s.year_at in ("sheet", "profile")))
    year = name_year(hand, drawn.year)
    if s.layout == "stocks":
        if s.stocks_at == "down":
            title = pick(hand, "title.stock", year=year, source=name_bare(hand, lines[0].item))
        else:
            title = pick(hand, "title.stocks", year=year)
    elif s.layout == "bills":
        title = pick(hand, "title.bills", year=year)
    elif not dated:
        title = pick(hand, "title.undated", company=drawn.company)
    elif all(line.kind == "power" for line in drawn.lines):
        title = pick(hand, "title.power", year=year, company=drawn.company)
    else:
        title = pick(hand, "title.energy", year=year, company=drawn.company)
    return f"{title} - {caption}" if caption else title


def _put_footer(draft: Draft, page: Page, row: int) -> None:
    if draft.switches.footer:
        page.put(row + draft.switches.blank_rows % 2, page.left, pick(draft.hand, "line.footer"))


def make_book(seed: int, only: Mapping[str, Any] | None = None) -> Book:
    """Draw a company and lay its facts out: `lay_out(make_filing(seed), seed)`."""
    from checker.testing.facts import make_filing

    return lay_out(make_filing(seed, only), seed, only)


def plain_switches(**changes: object) -> Switches:
    """Give the plainest workbook's switches with some changed."""
    return replace(Switches(), **changes)  # type: ignore[arg-type]


__all__ = ["dt", "lay_out", "make_book", "plain_switches"]
