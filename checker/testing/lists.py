"""Long lists with one figure a row, and bills with their first and last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from checker.testing.draw import dice
from checker.testing.facts import Figure, Line
from checker.testing.labels import Scene, label_of, unit_place
from checker.testing.months import last_day, name_month_column, spell_month
from checker.testing.page import Draft, Page, put_beside, put_figure, put_sum
from checker.testing.rows import are_addable
from checker.testing.vocabulary import bracket_unit, name_unit, pick

WORDS = {
    "index": "word.index", "site": "word.site", "item": "word.item", "flow": "word.flow", "unit": "word.unit",
    "start": "word.start", "end": "word.end", "period": "word.period", "days": "word.days",
    "account": "word.account", "invoice": "word.invoice", "evidence": "word.data_source", "remark": "word.remark",
}  # fmt: skip


def lay_list(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:
    """Lay lines out as a list with one figure a row; gives the row after the last."""
    return _lay(draft, page, top, lines, scene, ["month"])


def lay_bills(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene) -> int:
    """Lay lines out as bills, each with its first and last day; gives the row after the last."""
    return _lay(
        draft,
        page,
        top,
        lines,
        scene,
        ["period"] if draft.switches.bill_dates == "one_cell" else ["start", "end"],
    )


def _lay(draft: Draft, page: Page, top: int, lines: Sequence[Line], scene: Scene, dates: list[str]) -> int:
    s, hand = draft.switches, draft.hand
    names = _list_names(draft, lines, scene, dates)
    for at, name in enumerate(names):
        page.put(top, page.left + at, _name_column(draft, name, lines))
    records = [(line, figure) for line in lines for figure in line.figures]
    if s.group_by == "month":
        records.sort(key=lambda record: record[1].start)
    row, rows = top + 1, []
    for line, figure in records:
        if figure.quantity is None and not figure.state:
            continue  # a list leaves out what there is not
        rows.append(row)
        _put_record(draft, page, row, names, line, figure, row - top)
        row += 1
    if s.total_over and (are_addable(lines) or len(lines) == 1):
        page.put(
            row,
            page.left + next(at for at, name in enumerate(names) if name in (*dates, "site", "item")),
            pick(hand, "word.total"),
        )
        column = page.left + names.index("quantity")
        put_sum(
            draft,
            page,
            row,
            column,
            [(each, column) for each in rows],
            lines,
            [figure for _, figure in records],
        )
        row += 1
    return row


def _list_names(draft: Draft, lines: Sequence[Line], scene: Scene, dates: list[str]) -> list[str]:
    s = draft.switches
    front = ["index"] if s.index else []
    keys = [
        *dates,
        *([] if scene.site_told else ["site"]),
        *(["account"] if s.layout == "bills" and s.evidence else []),
    ]
    subject = ["item"] + (["flow"] if s.flow_column else [])
    keys = subject + keys if dice(draft.hand.seed, "item first").random() < 0.4 else keys + subject
    values = ["quantity"]
    if unit_place(draft, lines) == "own" and not _in_header(draft, lines):
        values = (
            ["unit", "quantity"]
            if dice(draft.hand.seed, "unit first").random() < 0.3
            else ["quantity", "unit"]
        )
    if s.layout == "bills" and s.index:
        keys.append("days") if "days" not in keys and dates != ["period"] else None
    cost = ["cost"] if dice(draft.hand.seed, "cost").random() < 0.5 else []
    end = [
        name
        for name, on in (
            ("invoice", s.evidence and s.layout == "bills"),
            ("evidence", s.evidence),
            ("remark", s.remark),
        )
        if on
    ]
    return front + keys + values + cost + end


def _in_header(draft: Draft, lines: Sequence[Line]) -> bool:
    return len({line.unit for line in lines}) == 1 and dice(draft.hand.seed, "in header").random() < 0.6


def _name_column(draft: Draft, name: str, lines: Sequence[Line]) -> str:
    hand = draft.hand
    if name == "cost":
        money = {"zh": "（元）", "hi": " (₹)"}.get(
            hand.lang, {"us": " ($)", "in": " (INR)"}.get(hand.locale, " (GBP)")
        )
        return pick(hand, "word.cost").partition("（")[0] + money
    if name == "month":
        return name_month_column(hand, "word.date")
    if name != "quantity":
        return pick(hand, WORDS[name])
    text = pick(
        hand,
        "word.use"
        if draft.switches.layout == "bills" and not draft.switches.flow_column
        else "word.quantity",
    )
    place = unit_place(draft, lines)
    if place == "own" and _in_header(draft, lines):
        return bracket_unit(hand, text, lines[0].unit)
    return bracket_unit(hand, text, lines[0].unit) if place == "corner" else text


def _put_record(
    draft: Draft, page: Page, row: int, names: Sequence[str], line: Line, figure: Figure, number: int
) -> None:
    s, hand = draft.switches, draft.hand
    key = f"{line.site}/{line.item}"
    price = dice(hand.seed, "price", line.item).uniform(0.4, 9)
    last = last_day(figure.end) if s.bill_ends == "inclusive" else figure.end
    texts: dict[str, str | float] = {
        "index": float(number), "site": line.site, "item": label_of(draft, line), "unit": name_unit(hand, line.unit),
        "flow": pick(hand, f"flow.{line.flow}"), "days": float((figure.end - figure.start).days),
        "account": f"{dice(hand.seed, 'account', key).randint(10**9, 10**10 - 1)}",
        "invoice": f"INV-{dice(hand.seed, 'invoice', key).randint(1000, 8000) + number:05d}",
        "evidence": pick(hand, "evidence", line.item), "remark": pick(hand, "remark", number // 5),
    }  # fmt: skip
    for column, name in enumerate(names, page.left):
        if name == "quantity":
            put_figure(draft, page, row, column, line, figure)
        elif name == "cost" and figure.quantity is not None:
            put_beside(draft, page, row, column, round(figure.quantity * price, 2))
        elif name == "month":
            content, look = spell_month(hand, figure.start)
            page.put(row, column, content, look)
        elif name in ("start", "end"):
            _put_day(draft, page, row, column, figure.start if name == "start" else last)
        elif name == "period":
            page.put(row, column, _write_period(draft, figure.start, last))
        elif name != "cost":
            page.put(row, column, texts[name])


def _put_day(draft: Draft, page: Page, row: int, column: int, day: dt.date) -> None:
    looks = {"zh": ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"'], "us": ["m/d/yyyy", "yyyy-mm-dd"]}
    if draft.switches.bill_dates == "iso":
        form = dice(draft.hand.seed, "day").choice(
            ("%Y-%m-%d", "%Y.%m.%d" if draft.hand.lang == "zh" else "%Y-%m-%d")
        )
        page.put(row, column, day.strftime(form))
        return
    page.put(
        row,
        column,
        day,
        dice(draft.hand.seed, "day look").choice(
            looks.get(draft.hand.locale, ["dd/mm/yyyy", "yyyy-mm-dd", "dd-mmm-yy"])
        ),
    )


def _write_period(draft: Draft, first: dt.date, last: dt.date) -> str:
    forms = [("%Y.%m.%d", "-"), ("%Y-%m-%d", "至"), ("%Y/%m/%d", "-"), ("%Y.%m.%d", "~")] if draft.hand.lang == "zh" else [
        ("%Y-%m-%d", " to "), ("%Y-%m-%d", " - "), ("%d.%m.%Y", " - "),
    ]  # fmt: skip
    form, between = dice(draft.hand.seed, "period").choice(forms)
    return f"{first.strftime(form)}{between}{last.strftime(form)}"
