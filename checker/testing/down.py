"""Tables with months down: a line a column, under one or two levels of headers, with sums at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checker.testing.draw import dice
from checker.testing.facts import Figure, Line
from checker.testing.labels import Scene, label_of, unit_place
from checker.testing.months import list_parts, name_month_column, name_part, name_year, spell_month
from checker.testing.page import Draft, Page, put_beside, put_figure, put_sum
from checker.testing.rows import are_addable
from checker.testing.vocabulary import bracket_unit, name_unit, pick, pick_part

GROUPS = {"power": "power", "steam": "steam", "heat": "heat"}


class Column(NamedTuple):
    """A value column: a line's figures, their running sum, their cost, or the sum over all lines."""

    kind: str
    line: Line
    at: int


def lay_down(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:
    """Lay lines out with their months down; gives the row after the last."""
    s, hand = draft.switches, draft.hand
    lead = [name for name, on in (("index", s.index), ("year", s.years_at == "column")) if on] + ["month"]
    columns = _list_columns(draft, lines, page.left + len(lead))
    trailing = [name for name, on in (("evidence", s.evidence), ("remark", s.remark)) if on]
    header, body = _put_headers(draft, page, top, columns, scene)
    right = page.left + len(lead) + len(columns)
    words = {
        "index": "word.index",
        "year": "word.year",
        "remark": "word.remark",
        "evidence": "word.data_source",
    }
    for at, name in [*enumerate(lead, page.left), *enumerate(trailing, right)]:
        page.put(top, at, name_month_column(hand) if name == "month" else pick(hand, words[name]))
        if s.merges:
            page.merge(top, at, header, at)
    figures = lines[0].figures
    parts = {last: first for first, last in list_parts(hand, 12)}
    row, rows = body, []
    for at, figure in enumerate(figures):
        rows.append(row)
        content, look = spell_month(hand, figure.start)
        page.put(row, page.left + len(lead) - 1, content, look)
        if s.index:
            page.put(row, page.left, float(at + 1))
        if s.years_at == "column" and (at % 12 == 0 or not s.merges):
            page.put(row, page.left + lead.index("year"), _year(draft, figure))
        for column in columns:
            _put_value(draft, page, row, column, columns, lines, rows, at)
        for place, name in enumerate(trailing, right):
            page.put(row, place, pick(hand, "remark" if name == "remark" else "evidence", at // 5))
        row += 1
        if at % 12 + 1 in parts and s.years_at != "column":
            first = parts[at % 12 + 1]
            part = name_part(hand, s.parts_of_year, (at % 12 + 1) // (at % 12 + 1 - first))
            _put_sums(draft, page, row, len(lead), part, columns, lines, (rows, first, at + 1))
            row += 1
    if s.years_at == "column" and s.merges:
        for first in range(0, len(rows), 12):
            page.merge(
                rows[first], page.left + lead.index("year"), rows[first + 11], page.left + lead.index("year")
            )
    if s.total_along and s.years_at != "column":
        _put_sums(draft, page, row, len(lead), pick(hand, "word.total"), columns, lines, (rows, 0, len(rows)))
        row += 1
    return row


def _year(draft: Draft, figure: Figure) -> str | float:
    plain = dice(draft.hand.seed, "year column").random() < 0.5
    return float(figure.start.year) if plain else name_year(draft.hand, figure.start.year)


def _list_columns(draft: Draft, lines: Sequence[Line], left: int) -> list[Column]:
    s = draft.switches
    kinds: list[tuple[str, Line]] = []
    for line in lines:
        kinds.append(("value", line))
        if s.pairs != "none":
            kinds.append((s.pairs, line))
    if s.total_over and s.pairs == "none" and are_addable(lines):
        kinds.append(("total", lines[0]))
    return [Column(kind, line, left + at) for at, (kind, line) in enumerate(kinds)]


def _put_headers(draft: Draft, page: Page, top: int, columns: Sequence[Column],
                 scene: Scene) -> tuple[int, int]:  # fmt: skip
    """Put the headers of the value columns; gives the last header row and the first row of the body."""
    s, hand = draft.switches, draft.hand
    levels = [[_name_column(draft, column, scene) for column in columns]]
    if s.pairs != "none":
        below = [pick(hand, {"value": "word.this_month" if s.pairs == "cumulative" else "word.use", "cumulative": "word.cumulative",
                             "cost": "word.cost"}[column.kind]) for column in columns]  # fmt: skip
        levels.append(below)
    elif s.levels == 2 or not scene.site_told:
        above = [_name_group(draft, column, scene) for column in columns]
        if any(above):
            levels.insert(0, above)
    if unit_place(draft, [column.line for column in columns]) == "row":
        money = {"zh": "元", "hi": "₹"}.get(hand.lang, {"us": "$", "in": "INR"}.get(hand.locale, "GBP"))
        levels.append(
            [money if column.kind == "cost" else name_unit(hand, column.line.unit) for column in columns]
        )
    for depth, texts in enumerate(levels):
        spread = depth + 1 < len(levels)
        at = 0
        while at < len(columns):
            after = at + 1
            while (
                spread
                and after < len(columns)
                and texts[after] == texts[at]
                and _same_group(columns, at, after, depth, levels)
            ):
                after += 1
            page.put(top + depth, columns[at].at, texts[at])
            if s.merges and after > at + 1:
                page.merge(top + depth, columns[at].at, top + depth, columns[after - 1].at)
            elif not s.merges and after > at + 1 and dice(hand.seed, "repeat").random() < 0.5:
                for column in columns[at + 1 : after]:
                    page.put(top + depth, column.at, texts[at])
            at = after
    bottom = top + len(levels) - 1
    return bottom, bottom + 1


def _same_group(columns: Sequence[Column], at: int, after: int, depth: int, levels: list[list[str]]) -> bool:
    if levels[depth][at] == "":
        return False
    if any(level[at] != level[after] for level in levels[:depth]):
        return False  # a header never reaches over two groups
    return columns[at].line == columns[after].line or depth + 1 < len(levels)


def _name_column(draft: Draft, column: Column, scene: Scene) -> str:
    hand = draft.hand
    if column.kind == "total":
        text = pick(hand, "word.total")
    elif scene.source_told:
        text = pick(hand, "word.use" if column.line.flow == "consumed" else "word.quantity")
    elif (
        draft.switches.levels == 2
        and draft.switches.pairs == "none"
        and scene.site_told
        and column.line.kind in GROUPS
    ):
        text = pick_part(hand, column.line.item)
    else:
        text = label_of(draft, column.line)
        if not scene.site_told and draft.switches.pairs != "none":
            text = f"{column.line.site} {text}"
    own = unit_place(draft, [column.line]) == "own"
    return bracket_unit(hand, text, column.line.unit) if own else text


def _name_group(draft: Draft, column: Column, scene: Scene) -> str:
    if not scene.site_told:
        return column.line.site if column.kind != "total" else ""
    if column.kind == "total" and column.line.kind not in GROUPS:
        return ""
    return pick(draft.hand, f"source.{GROUPS.get(column.line.kind, 'fuels')}")


def _put_value(draft: Draft, page: Page, row: int, column: Column, columns: Sequence[Column], lines: Sequence[Line],
               rows: Sequence[int], at: int) -> None:  # fmt: skip
    figure = column.line.figures[at]
    if column.kind == "value":
        put_figure(draft, page, row, column.at, column.line, figure)
    elif column.kind == "total":
        parts = [(row, each.at) for each in columns if each.kind == "value"]
        put_sum(draft, page, row, column.at, parts, lines, [line.figures[at] for line in lines])
    elif figure.quantity is None:
        return
    elif column.kind == "cost":
        price = dice(draft.hand.seed, "price", column.line.item).uniform(0.4, 9)
        put_beside(draft, page, row, column.at, round(figure.quantity * price, 2))
    else:
        cells = [(each, column.at - 1) for each in rows]
        put_sum(draft, page, row, column.at, cells, [column.line], column.line.figures[: at + 1])


def _put_sums(draft: Draft, page: Page, row: int, lead: int, label: str, columns: Sequence[Column],
              lines: Sequence[Line], span: tuple[Sequence[int], int, int]) -> None:  # fmt: skip
    rows, first, last = span
    page.put(row, page.left + lead - 1, label)
    for column in columns:
        parts = [(each, column.at) for each in rows[first:last]]
        if column.kind == "value":
            put_sum(draft, page, row, column.at, parts, [column.line], column.line.figures[first:last])
        elif column.kind == "total":
            put_sum(
                draft,
                page,
                row,
                column.at,
                parts,
                lines,
                [f for line in lines for f in line.figures[first:last]],
            )
