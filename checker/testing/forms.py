"""Forms: one annual figure a row, one sheet a month, and stock tables."""

from __future__ import annotations

from collections.abc import Sequence

from checker.testing.facts import STOCK_FLOWS, Line
from checker.testing.labels import Scene, list_lead, merge_site, name_line, put_lead, unit_place
from checker.testing.months import name_month_column, name_year, spell_month
from checker.testing.page import Draft, Page, put_figure, put_sum
from checker.testing.rows import are_addable, put_distractors
from checker.testing.vocabulary import bracket_unit, name_bare, name_unit, pick


def lay_annual(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:
    """Lay lines out as a form with one figure a row, or one a year; gives the row after the last."""
    s, hand = draft.switches, draft.hand
    lead = list_lead(draft, lines, scene)
    put_lead(draft, page, top, top, lead, lines)
    first = page.left + len(lead)
    years = [figure.start.year for figure in lines[0].figures]
    for at, year in enumerate(years):
        page.put(top, first + at, name_year(hand, year) if len(years) > 1 else pick(hand, "word.annual"))
    trailing = [name for name, on in (("evidence", s.evidence), ("remark", s.remark)) if on]
    for at, name in enumerate(trailing, first + len(years)):
        page.put(top, at, pick(hand, "word.remark" if name == "remark" else "word.data_source"))
    row = top + 1
    groups = [
        [line for line in lines if line.site == site] for site in dict.fromkeys(line.site for line in lines)
    ]
    for group in groups:
        begin = row
        for line in group:
            for at, kind in enumerate(lead, page.left):
                page.put(row, at, name_line(draft, kind, line, row - top))
            for at, figure in enumerate(line.figures, first):
                put_figure(draft, page, row, at, line, figure)
            for at, name in enumerate(trailing, first + len(years)):
                page.put(row, at, pick(hand, "remark" if name == "remark" else "evidence", line.item))
            row += 1
        merge_site(draft, page, begin, row, lead)
    if s.total_over and are_addable(lines):
        page.put(row, page.left + lead.index("site" if "site" in lead else "item"), pick(hand, "word.total"))
        for at in range(len(years)):
            parts = [(each, first + at) for each in range(top + 1, row)]
            put_sum(draft, page, row, first + at, parts, lines, [line.figures[at] for line in lines])
        row += 1
    return put_distractors(draft, page, row, lead, range(first, first + len(years)), lines[0].figures)


def lay_month(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene, month: int) -> int:
    """Lay one month out on a sheet of its own, beside the sum since the year began; gives the row after the last."""
    s, hand = draft.switches, draft.hand
    lead = list_lead(draft, lines, scene)
    put_lead(draft, page, top, top, lead, lines)
    first = page.left + len(lead)
    page.put(top, first, pick(hand, "word.this_month" if s.pairs == "cumulative" else "word.quantity"))
    if s.pairs == "cumulative":
        page.put(top, first + 1, pick(hand, "word.cumulative"))
    row = top + 1
    for line in lines:
        for at, kind in enumerate(lead, page.left):
            page.put(row, at, name_line(draft, kind, line, row - top))
        put_figure(draft, page, row, first, line, line.figures[month])
        if s.pairs == "cumulative" and line.figures[month].quantity is not None:
            so_far = line.figures[: month + 1]
            # its parts stand on other sheets, so it is typed
            total = [
                figure._replace(quantity=round(sum(f.quantity or 0 for f in so_far), 6))
                for figure in so_far[-1:]
            ]
            put_sum(draft, page, row, first + 1, [(row, first)] if month == 0 else [], [line], total)
        row += 1
    if s.total_over and are_addable(lines):
        page.put(row, page.left + lead.index("site" if "site" in lead else "item"), pick(hand, "word.total"))
        parts = [(each, first) for each in range(top + 1, row)]
        put_sum(draft, page, row, first, parts, lines, [line.figures[month] for line in lines])
        row += 1
    return put_distractors(draft, page, row, lead, [first], lines[0].figures[:1])


def lay_stock_down(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:  # noqa: ARG001  # as all layouts
    """Lay one fuel's stocks out with months down and flows across; the title names the fuel."""
    s, hand = draft.switches, draft.hand
    place = unit_place(draft, lines)
    lead = [*(["index"] if s.index else []), "month"]
    for at, name in enumerate(lead, page.left):
        page.put(top, at, name_month_column(hand) if name == "month" else pick(hand, "word.index"))
    first = page.left + len(lead)
    header = top + (1 if place == "row" else 0)
    for at, line in enumerate(lines, first):
        text = pick(hand, f"flow_month.{line.flow}")
        page.put(top, at, bracket_unit(hand, text, line.unit) if place in ("own", "corner") else text)
        if place == "row":
            page.put(header, at, name_unit(hand, line.unit))
    if s.remark:
        page.put(top, first + len(lines), pick(hand, "word.remark"))
    row, rows = header + 1, []
    for at, figure in enumerate(lines[0].figures):
        rows.append(row)
        content, look = spell_month(hand, figure.start)
        page.put(row, first - 1, content, look)
        if s.index:
            page.put(row, page.left, float(at + 1))
        for column, line in enumerate(lines, first):
            put_figure(draft, page, row, column, line, line.figures[at])
        row += 1
    if s.total_along:
        page.put(row, first - 1, pick(hand, "word.total"))
        for column, line in enumerate(lines, first):
            if line.flow in ("purchased", "consumed"):
                put_sum(draft, page, row, column, [(each, column) for each in rows], [line], line.figures)
        row += 1
    return row


def lay_stock_across(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:  # noqa: ARG001  # as all layouts
    """Lay stocks out with a row for each fuel and flow and months across; gives the row after the last."""
    s, hand = draft.switches, draft.hand
    place = unit_place(draft, lines)
    place = "own" if place == "row" else place
    lead = ["item", "flow", *(["unit"] if place == "own" else [])]
    for at, name in enumerate(lead, page.left):
        text = pick(hand, f"word.{name}")
        page.put(
            top, at, bracket_unit(hand, text, lines[0].unit) if place == "corner" and name == "item" else text
        )
    first = page.left + len(lead)
    figures = lines[0].figures
    for at, figure in enumerate(figures, first):
        content, look = spell_month(hand, figure.start)
        page.put(top, at, content, look)
    if s.total_along:
        page.put(top, first + len(figures), pick(hand, "word.total"))
    for row, line in enumerate(lines, top + 1):
        begins = line.flow == STOCK_FLOWS[0]
        if begins or not s.merges:
            page.put(row, page.left, name_bare(hand, line.item))
        if begins and s.merges:
            page.merge(row, page.left, row + len(STOCK_FLOWS) - 1, page.left)
        page.put(row, page.left + 1, pick(hand, f"flow_month.{line.flow}"))
        if place == "own":
            page.put(row, page.left + 2, name_unit(hand, line.unit))
        for at, figure in enumerate(line.figures, first):
            put_figure(draft, page, row, at, line, figure)
        if s.total_along and line.flow in ("purchased", "consumed"):
            parts = [(row, first + at) for at in range(len(figures))]
            put_sum(draft, page, row, first + len(figures), parts, [line], line.figures)
    return top + 1 + len(lines)


def lay_stock_annual(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:  # noqa: ARG001  # as all layouts
    """Lay a year's stocks out with a row for each fuel and its flows across, as statistics returns do."""
    s, hand = draft.switches, draft.hand
    place = unit_place(draft, lines)
    place = "own" if place == "row" else place
    lead = [*(["index"] if s.index else []), "item", *(["unit"] if place == "own" else [])]
    put_lead(draft, page, top, top, lead, lines)
    first = page.left + len(lead)
    for at, flow in enumerate(STOCK_FLOWS, first):
        page.put(top, at, pick(hand, f"flow_year.{flow}"))
    for number, item in enumerate(dict.fromkeys(line.item for line in lines), 1):
        row = top + number
        own = [line for line in lines if line.item == item]
        for at, kind in enumerate(lead, page.left):
            page.put(row, at, name_line(draft, kind, own[0], number))
        for at, line in enumerate(own, first):
            put_figure(draft, page, row, at, line, line.figures[0])
    return top + 1 + len({line.item for line in lines})


__all__ = ["lay_annual", "lay_month", "lay_stock_across", "lay_stock_annual", "lay_stock_down"]
