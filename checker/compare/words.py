"""A comparison for the terminal: what the correction is worth first, then line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.cells import CellRef, write_cells
from checker.compare.entries import NUMBERS, Said
from checker.compare.matching import Change, Move, Pair
from checker.reports.sentences import say_amount, say_stake, values_of
from checker.reports.wrap import wrap
from checker.words.formats import Lang, format_number, format_tonnes, has_phrase, name_code, say
from checker.words.text import render

if TYPE_CHECKING:
    from checker.compare.compared import Comparison
    from checker.findings import Finding, Report
    from checker.packs import Catalogue

WIDTH = 80
FEW = 3
"""So few cells of a line are shown one by one (ours); JSON and CSV have all."""
WEIGHED = ("facts", "parameters")


def render_comparison(comparison: Comparison, lang: Lang, catalogue: Catalogue, width: int = WIDTH) -> str:
    """Write a comparison as text of at most `width` columns, ending in a newline."""
    return "".join(f"{line}\n" for line in lay_out(comparison, lang, catalogue, width))


def lay_out(comparison: Comparison, lang: Lang, catalogue: Catalogue, width: int) -> Iterator[str]:
    """Give the lines of a comparison, section by section."""
    before, after = comparison.before.main, comparison.after.main
    yield from wrap(say_verdict(comparison, lang), width)
    yield ""
    yield from show_totals(comparison, lang)
    weighed = [each for each in comparison.changes if is_weighed(each)]
    weighed.sort(key=lambda each: (each.follows, -abs(each.tco2e or 0.0)))
    if weighed:
        yield from ("", say("compare.activity", lang))
        for change in weighed:
            yield from show_change(change, before, after, lang, width)
    yield from (line for line in wrap(say_sums(comparison, lang), width) if weighed)
    for table in NUMBERS:
        others = [each for each in comparison.changes if each.table == table and not is_weighed(each)]
        if others:
            yield from ("", capital(name_code("table", table, lang)))
            for change in others:
                yield from show_change(change, before, after, lang, width)
    if comparison.moves:
        yield from ("", say("compare.moved", lang))
        for move in comparison.moves:
            yield from wrap(say_move(move, before, after, lang), width, "- ", "  ")
    for key, findings, report in (
        ("settled", comparison.settled, comparison.before),
        ("staying", comparison.staying, comparison.after),
        ("new", comparison.new, comparison.after),
    ):
        if findings:
            yield from ("", say(f"compare.{key}", lang))
            for finding in findings:
                yield from wrap(say_finding(finding, report, lang, catalogue), width, "- ", "  ")


def is_weighed(change: Change) -> bool:
    """Tell whether a change is one that may move recomputed tonnes."""
    return change.table in WEIGHED or change.tco2e is not None


def capital(text: str) -> str:
    """Begin a heading with a capital letter."""
    return text[:1].upper() + text[1:]


def say_verdict(comparison: Comparison, lang: Lang) -> str:
    """Write the one sentence that comes first."""
    comma = say("line.comma", lang)
    cells = sum(len(each.pairs) for each in comparison.changes)
    count = len(comparison.changes)
    parts = [
        say("compare.changes", lang, count=count, where=say("compare.in_cells", lang, count=cells))
        if count
        else say("compare.no_changes", lang)
    ]
    if comparison.together is not None and count:
        parts.append(say("compare.total", lang, tonnes=format_tonnes(comparison.together, lang, signed=True)))
    counts = {
        "settled": len(comparison.settled), "staying": len(comparison.staying), "new": len(comparison.new),
    }  # fmt: skip
    parts += [say(f"compare.{key}_count", lang, count=count) for key, count in counts.items()]
    names = say("compare.verdict", lang, before=comparison.names[0], after=comparison.names[1])
    return f"{names}{say('line.colon', lang)}{comma.join(parts)}{say('line.stop', lang)}"


def show_totals(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """Show declared, recomputed and concerned tonnes of both versions."""
    from checker.reports.wrap import measure, pad

    one, other = comparison.before.totals, comparison.after.totals
    rows = [
        (say("compare.declared", lang), one.declared_tco2e, other.declared_tco2e),
        (say("compare.recomputed", lang), one.recomputed_tco2e, other.recomputed_tco2e),
        (say("compare.concerned", lang), one.at_stake_tco2e, other.at_stake_tco2e),
    ]
    column = max(measure(name) for name, _, _ in rows)
    for name, was, now in rows:
        if was is None and now is None:
            continue
        told = " -> ".join(
            say("line.not_known", lang) if each is None else format_tonnes(each, lang)
            for each in ((was, now) if name != rows[2][0] else (was or 0.0, now or 0.0))
        )
        change = (
            f" ({format_tonnes(now - was, lang, signed=True)})" if was is not None and now is not None else ""
        )
        yield f"{pad(name, column)}  {told} tCO2e{change}"


def show_change(change: Change, before: str, after: str, lang: Lang, width: int) -> Iterator[str]:
    """Show one line's change: what it is worth, its name, its cells, what stood and stands there."""
    colon = say("line.colon", lang)
    worth = ""
    if is_weighed(change) and not change.follows:
        known = change.tco2e is not None
        worth = (
            f"{format_tonnes(change.tco2e or 0.0, lang, signed=True)} tCO2e"
            if known
            else say("line.not_known", lang)
        ) + colon
    notes = [] if change.kind == "changed" else [say(f"compare.kind.{change.kind}", lang)]
    notes += [say("compare.follows", lang)] if change.follows else []
    note = say("compare.note", lang, note=say("line.comma", lang).join(notes)) if notes else ""
    yield from wrap(f"{worth}{name_change(change, lang)}{note}", width, "- ", "  ")
    shown = change.pairs if len(change.pairs) <= FEW else ()
    for pair in shown:
        where = write_pair([pair], before, after)
        yield from wrap(f"{where}{colon}{say_step(pair, lang)}", width, "  ", "    ")
    if not shown:
        where = write_pair(change.pairs, before, after)
        yield from wrap(f"{where}{colon}{say_sum(change, lang)}", width, "  ", "    ")


def name_change(change: Change, lang: Lang) -> str:
    """Name the line a change is of: the filer's own label, else what it is."""
    comma = say("line.comma", lang)
    label = change.pairs[0].either.label
    if change.table == "facility":
        item = change.line[-1]
        return say(f"compare.item.{item}", lang) if has_phrase(f"compare.item.{item}") else item
    if change.table == "parameters":
        source, parameter = change.line[-3:-1]
        names = [name_code("source", source, lang), name_code("parameter", parameter, lang)]
        return comma.join(name for name in names if name)
    if change.table == "documents":
        kind, source = change.line[-4:-2]
        names = [name_code("document", kind, lang), name_code("source", source, lang)]
        return comma.join(name for name in names if name)
    return label or comma.join(part for part in change.line if part)


def write_pair(pairs: Sequence[Pair], before: str, after: str) -> str:
    """Write where cells stand, and where they stood if that was elsewhere."""
    stood = write_places([each.before.cell for each in pairs if each.before is not None], before)
    stand = write_places([each.after.cell for each in pairs if each.after is not None], after)
    return f"{stood} -> {stand}" if stood and stand and stood != stand else stand or stood


def write_places(cells: Sequence[CellRef | None], main: str) -> str:
    """Write cells as few ranges."""
    written = write_cells([each for each in cells if each is not None], main)
    shown = written[: FEW + 1]
    return ", ".join(shown) + (", …" if len(written) > len(shown) else "")


def say_step(pair: Pair, lang: Lang) -> str:
    """Write what stood in a cell and what stands there."""
    told = [say_said(None if each is None else each.said, lang) for each in (pair.before, pair.after)]
    return " -> ".join(told)


def say_said(said: Said | None, lang: Lang) -> str:
    """Write what a cell says."""
    if said is None or (said.number is None and not said.text):
        return say("line.blank", lang)
    if said.number is None:
        return said.text
    if not said.unit and said.text and not said.as_text:
        return said.text
    amount = say_amount(said.number, said.unit, lang)
    return say("compare.as_text", lang, text=amount) if said.as_text else amount


def say_sum(change: Change, lang: Lang) -> str:
    """Write the sums of many cells of a line, where they can be added, and how many cells there are."""
    sides = [
        [each.said for each in entries if each is not None]
        for entries in ([pair.before for pair in change.pairs], [pair.after for pair in change.pairs])
    ]
    numbers = [[said for said in side if said.number is not None] for side in sides]
    units = [{said.unit for said in side} for side in numbers]
    count = say("compare.cells", lang, count=format_number(len(change.pairs), lang))
    if max(map(len, units)) > 1 or change.table not in {"facts", "documents", "production"}:
        return count
    told = [
        say_amount(sum(said.number or 0.0 for said in side), side[0].unit, lang)
        if side
        else say("line.blank", lang)
        for side in numbers
    ]
    return f"{' -> '.join(told)}{say('compare.note', lang, note=count)}"


def say_sums(comparison: Comparison, lang: Lang) -> str:
    """Write what all changes are worth together and apart, and what lies between."""
    if comparison.together is None or comparison.apart is None:
        return say("compare.unknown", lang) + say("line.stop", lang)
    apart, together = (
        format_tonnes(each, lang, signed=True) for each in (comparison.apart, comparison.together)
    )
    told = say("compare.apart", lang, apart=apart, together=together)
    rest = round(comparison.together - comparison.apart, 3)
    if rest:
        told += f"{say('line.semicolon', lang)}{say('compare.rest', lang, rest=format_tonnes(rest, lang, signed=True))}"
    return told + say("line.stop", lang)


def say_move(move: Move, before: str, after: str, lang: Lang) -> str:
    """Write which cells stand elsewhere now."""
    count = say("compare.cells", lang, count=format_number(len(move.pairs), lang))
    return f"{write_pair(move.pairs, before, after)}{say('compare.note', lang, note=count)}"


def say_finding(finding: Finding, report: Report, lang: Lang, catalogue: Catalogue) -> str:
    """Write a finding in one line: code, title, cells, tonnes."""
    title = render(finding.code, "title", values_of(finding), lang, catalogue)
    parts = [f"{finding.code} {title}", ", ".join(write_cells(finding.cells, report.main, FEW))]
    stake = say_stake(finding.at_stake_tco2e, lang)
    return say("line.comma", lang).join(each for each in (*parts, stake) if each)
