"""From the collector to a filing: sites, years and regions settled, frames made and validated."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from checker.findings import Candidate, Coverage, FileRead
from checker.reading.asked import FIRST_REAL_YEAR, ask_year, count_asked, list_undated, settle_questions
from checker.reading.collect import UNKNOWN_YEAR, Collector
from checker.reading.profile import find_rule_set, list_stated_years, settle_profile
from checker.reading.report_year import find_report_year, move_to_year, name_year

if TYPE_CHECKING:
    import pandas as pd

    from checker.filing import Filing
    from checker.reading.coverage import LeftOut

Moment = TypeVar("Moment")
UNNAMED_SITE = "site 1"
"""What a site is called that no cell names."""


def assemble_filing(collector: Collector, files: tuple[FileRead, ...], previous: frozenset[str], answers: dict[str, str],
                    coverage: Coverage, left_out: tuple[LeftOut, ...]) -> Filing:  # fmt: skip
    """Assemble the filing of what was collected; `previous` names the files of last year."""
    from checker.accounting.rule_sets import choose_rule_set, presume_rule_set
    from checker.filing import Filing
    from checker.schemas.refuse import validate_tables

    records = collector.records
    own_years = list_stated_years(collector)
    profile_before = _list_numbers([r for r in records["facility"] if r["file"] in previous])
    records["facility"] = [r for r in records["facility"] if r["file"] not in previous]
    found = find_report_year(collector, answers, previous)
    year = found.year
    move_to_year(collector, found)
    _refuse_later_previous(files, previous, year, own_years)
    sites = _settle_sites(collector, answers)
    settle_profile(collector, answers, sites)
    shifts = _list_shifts(files, previous, year, own_years)
    undated = list_undated(collector)
    _date_records(collector, shifts)
    tables = _make_frames(collector, shifts)
    sound, refusals = validate_tables(tables)
    ask_year(collector, year, found.evidence, found.others, undated, name_year(found))
    coverage = count_asked(collector, coverage, undated)
    named = next((str(r["text"]) for r in records["facility"] if r["item"] == "rule_set"), None)
    region = next((str(r["text"]) for r in records["facility"] if r["item"] == "region"), None)
    rule_set = _name_rule_set(collector, named)
    chosen = choose_rule_set(region, rule_set)
    if chosen is None and not region and not named:
        chosen = presume_rule_set(line.label for line in collector.lines)
    known: dict[str, Any] = {name: sound[name] for name in tables}
    return Filing(
        **known, refusals=refusals, year=year, first_month=found.first_month,
        rule_set=chosen, places=collector.places, files=files,
        located=tuple(collector.tables), coverage=coverage, questions=settle_questions(collector, shifts, undated), left_out=left_out,
        asked=collector.waiting, profile_before=profile_before,
    )  # fmt: skip


def _list_numbers(profile: list[dict[str, object]]) -> dict[str, float]:
    """Give the numbers of a profile by item, of those that it tells once."""
    told: dict[str, list[float]] = {}
    for record in profile:
        value = record["value"]
        if isinstance(value, float) and value == value:  # noqa: PLR0124  # NaN differs from itself
            told.setdefault(str(record["item"]), []).append(value)
    return {item: values[0] for item, values in told.items() if len(values) == 1}


def _refuse_later_previous(
    files: tuple[FileRead, ...], previous: frozenset[str], year: int | None, stated: dict[str, int]
) -> None:
    """Raise UsageError where a file given as last year's states the report year or a later one."""
    from checker.errors import UsageError

    for file in files:
        own = stated.get(file.name)
        if file.name in previous and year is not None and own is not None and own >= year:
            raise UsageError("previous_later", name=file.name, own=own, year=year)


def _name_rule_set(collector: Collector, text: str | None) -> str | None:
    """Name the rule set that the profile states; one it does not know is asked about, never guessed."""
    if not text:
        return None
    known = find_rule_set(text)
    if known is None:
        from checker.accounting.rule_sets import list_rule_sets

        candidates = tuple(Candidate(name) for name in list_rule_sets())
        collector.ask("rule_set", "rule_set", candidates=candidates, text=text)
    return known


def _settle_sites(collector: Collector, answers: dict[str, str]) -> list[str]:
    """Give the sites; rows that name none belong to the one the profile names, else to the first."""
    tables = [*collector.records.values()]
    profile = collector.records["facility"]
    named = [
        str(r["text"]) for item in ("site", "company") for r in profile if r["item"] == item and r["text"]
    ]
    mentioned = list(dict.fromkeys(line.site for line in collector.lines if line.site))
    default = answers.get("site") or (named[0] if named else (mentioned[0] if mentioned else UNNAMED_SITE))
    for line in collector.lines:
        line.site = line.site or default
    for records in tables:
        for record in records:
            if not record.get("site"):
                record["site"] = default
    collector.covers = [(site or default, total, fact) for site, total, fact in collector.covers]
    return sorted({line.site for line in collector.lines}) or [default]


def _list_shifts(
    files: tuple[FileRead, ...], previous: frozenset[str], year: int | None, stated: dict[str, int]
) -> dict[str, int]:
    """Give, by file, the year in which its undated months stand."""
    shifts = {}
    for file in files:
        last = year is not None and file.name in previous
        # the main file follows an answer; any other file that states its year is believed
        believed = stated.get(file.name) if file is not files[0] else None
        shifts[file.name] = believed or (year - 1 if year is not None and last else year) or UNKNOWN_YEAR
    return shifts


def _date(moment: Moment, year: int) -> Moment:
    if isinstance(moment, dt.datetime) and moment.year < FIRST_REAL_YEAR:
        return moment.replace(year=moment.year - UNKNOWN_YEAR + year)
    return moment


def _date_records(collector: Collector, shifts: dict[str, int]) -> None:
    for records in collector.records.values():
        for record in records:
            if "start" in record:
                year = shifts.get(str(record["file"]), UNKNOWN_YEAR)
                record["start"], record["end"] = _date(record["start"], year), _date(record["end"], year)


def _make_frames(collector: Collector, shifts: dict[str, int]) -> dict[str, pd.DataFrame]:
    from checker.tables import make_table

    frames = {name: make_table(name, records) for name, records in collector.records.items()}
    frames["series"] = make_table("series", _list_series(collector))
    frames["facts"] = _make_facts(collector, shifts)
    frames["covers"] = _make_covers(collector)
    order = (
        "facility",
        "series",
        "facts",
        "totals",
        "covers",
        "parameters",
        "production",
        "documents",
        "declared",
        "explanations",
    )
    return {name: frames[name] for name in order}


def _make_covers(collector: Collector) -> pd.DataFrame:
    """Make the frame of what totals cover, column by column: it has a row for nearly every fact."""
    import numpy as np
    import pandas as pd

    from checker.tables import make_table, make_texts

    if not collector.covers:
        return make_table("covers", [])
    sites, totals, facts = zip(*collector.covers, strict=True)
    columns = {
        "site": make_texts([sites])[0],
        "total": np.array(totals, dtype="int64"),
        "fact": np.array(facts, dtype="int64"),
    }
    index = pd.Index(np.arange(len(sites), dtype="int64"), name="row")
    return pd.DataFrame(columns, index=index, copy=False)


def _list_series(collector: Collector) -> list[dict[str, object]]:
    seen: dict[tuple[str, ...], int] = {}
    series = []
    for line in collector.lines:
        like = (line.site, line.source, line.flow, line.attribute, line.label)
        line.ordinal = seen.get(like, 0)
        seen[like] = line.ordinal + 1
        series.append({
            "row": line.row, "series": line.row, "site": line.site, "source": line.source, "flow": line.flow,
            "attribute": line.attribute, "label": line.label, "ordinal": line.ordinal, "unit": line.unit,
            "scale": line.scale, "base_unit": line.base_unit, "account": line.account, "parent": line.parent, "multiplier": line.multiplier, "supplier": line.supplier,
            "data_source": line.data_source, "remark": line.remark, "file": line.file, "sheet": line.sheet,
            "at_row": line.at_row, "at_col": line.at_col, "block": line.block,
        })  # fmt: skip
    return series


def _make_facts(collector: Collector, shifts: dict[str, int]) -> pd.DataFrame:
    """Make the facts frame column by column; what belongs to the line is taken from it."""
    import numpy as np
    import pandas as pd

    from checker.schemas.columns import TABLES
    from checker.tables import make_table, make_texts, make_times

    facts, lines = collector.facts, collector.lines
    if not facts.row:
        return make_table("facts", [])
    position = {line.row: n for n, line in enumerate(lines)}
    take = np.array([position[row] for row in facts.line])

    def of_line(name: str) -> Any:  # noqa: ANN401  # a numpy or pandas array
        kind = TABLES["facts"][name]
        values = [getattr(line, name) for line in lines]
        return make_texts([values])[0].take(take) if kind == "str" else np.array(values, dtype=kind)[take]

    as_filed, text, state, file, sheet = make_texts(
        [facts.as_filed, facts.text, facts.state, facts.file, facts.sheet]
    )
    years = [shifts.get(file, UNKNOWN_YEAR) for file in facts.file]
    starts, ends = (
        [
            moment if moment.year >= FIRST_REAL_YEAR else _date(moment, year)
            for moment, year in zip(moments, years, strict=True)
        ]
        for moments in (facts.start, facts.end)
    )
    scale, quantity = of_line("scale"), np.array(facts.quantity, dtype="float64")
    columns: dict[str, Any] = {
        "start": make_times(starts), "end": make_times(ends), "as_filed": as_filed, "text": text, "state": state, "quantity": quantity,
        "scale": scale, "amount": quantity * scale, "estimated": np.zeros(len(take), dtype=bool),
        "cost": np.array(facts.cost, dtype="float64"), "currency": make_texts([[""]])[0].take(np.zeros_like(take)),
        "file": file, "sheet": sheet, "at_row": np.array(facts.at_row, dtype="int64"), "at_col": np.array(facts.at_col, dtype="int64"),
        "series": np.array(facts.line, dtype="int64"),
    }  # fmt: skip
    data = {name: columns[name] if name in columns else of_line(name) for name in TABLES["facts"]}
    return pd.DataFrame(data, index=pd.Index(np.array(facts.row, dtype="int64"), name="row"), copy=False)
