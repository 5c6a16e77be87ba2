"""From a figure in a cell to the table it belongs to: fact, parameter, declared tonnes, output, profile."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from checker.reading.collect import NAN, Collector, Line, unit_fields, write_value
from checker.reading.columns import Column
from checker.reading.numbers import read_figure
from checker.reading.periods import Period, bound_period, parse_period_text
from checker.reading.subject import Subject, choose_fact_unit, measures_power, resolve_subject
from checker.reading.terms import Meaning, kind_of, understand
from checker.reading.text import fold
from checker.reading.units import Unit, choose_unit, parse_unit
from checker.workbook import Sheet, Value

Span = tuple[dt.datetime, dt.datetime]

PARAMETER_QUANTITIES: dict[str, tuple[str, ...]] = {
    "ncv": ("ncv", "ncv_gas"),
    "gcv": ("ncv", "ncv_gas"),
    "carbon_content": ("carbon_content",),
    "carbon_content_mass": ("carbon_content_mass",),
    "oxidation_rate": ("share",),
    "emission_factor": ("power_factor", "heat_factor", "mass_factor", "gas_factor"),
    "density": ("density",),
    "moisture": ("share",),
    "enthalpy": (),
}
FACTOR_QUANTITIES = {
    "electricity": ("power_factor", "heat_factor"), "heat": ("heat_factor", "power_factor"),
    "gas": ("gas_factor", "heat_factor", "mass_factor"),
}  # fmt: skip
"""In which quantities a factor of each kind of source may be filed, the usual one first."""
_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]")
QUANTITY_PARAMETERS = {
    "ncv": "ncv", "ncv_gas": "ncv", "carbon_content": "carbon_content", "carbon_content_mass": "carbon_content_mass",
    "power_factor": "emission_factor", "heat_factor": "emission_factor", "mass_factor": "emission_factor",
    "gas_factor": "emission_factor", "density": "density",
}  # fmt: skip
"""Units that can only belong to a parameter."""
NO_ACTIVITY = {"money", "money_inr", "money_other", "power", "time", "share", "area"}
"""A row in such a unit is a cost, a demand, a rate: beside the activity, not activity itself."""
PART_WORDS = ("其中", "of which", "thereof", "including ", "incl. ", "इसमें से")
"""A line that begins so is part of the line above it: counted there already."""
PERCENT_FROM = 1.5
"""A share above this without a unit was typed in per cent (ours: no rate exceeds 1)."""
CATEGORY_OF_KIND = {
    "electricity": "electricity",
    "heat": "heat",
    "gas": "fuel",
    "liquid": "fuel",
    "solid": "fuel",
}


@dataclass(slots=True)
class Scene:
    """Where reading stands: the sheet, the block, the site in force, the year of undated months."""

    collector: Collector
    sheet: Sheet
    block: int
    year: int
    context: Meaning
    site: str = ""
    lines: dict[tuple[object, ...], Line] = field(default_factory=dict)
    month: Period | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def pass_over(self, row: int, column: int) -> None:
        """Pass over a figure that states again, in another measure, what is read beside it."""
        self.collector.mark_ignored(self.sheet, row, column)

    def span(self) -> Span:
        """Give the period of an undated figure: the month the sheet is named after, else the year."""
        named = bound_period(self.month, self.year) if self.month is not None else None
        return named or year_span(self.year)

    def count(self, table: str) -> None:
        """Count a row read into a table."""
        self.counts[table] = self.counts.get(table, 0) + 1


@dataclass(slots=True)
class Row:
    """What the text columns of a row say, with the places of the cells."""

    label: Meaning
    label_at: tuple[int, int]
    unit_columns: list[tuple[int, str]] = field(default_factory=list)
    unit_text: str = ""
    unit_at: tuple[int, int] | None = None
    units: tuple[Unit, ...] = ()
    site: str = ""
    account: str = ""
    multiplier: float = NAN
    supplier: str = ""
    data_source: str = ""
    data_source_at: tuple[int, int] | None = None
    remark: str = ""
    remark_at: tuple[int, int] | None = None
    origin: str = ""


def year_span(year: int) -> Span:
    """Give [start, end) of a calendar year."""
    return dt.datetime(year, 1, 1), dt.datetime(year + 1, 1, 1)


def name_month(scene: Scene) -> None:
    """Let a sheet named after a month (01月, Jan, 2024-01) date its undated figures, and share its lines."""
    period = parse_period_text(scene.sheet.name)
    if period is not None and period.month and not period.day:
        scene.month, scene.lines = period, scene.collector.month_lines


def choose_table(row: Row, column: Column | None, scene: Scene) -> str:
    """Say which table a figure belongs to, from its row's label, its column and its unit."""
    label = row.label
    kind = column.kind if column is not None else ""
    units = row.units or (column.meaning.units if column else ()) or label.units
    quantities = {unit.quantity for unit in units}
    if fold(label.text).startswith(PART_WORDS):
        return "passed_over"
    if label.source == "pv_electricity" and quantities == {"power"} and kind != "month_value":
        return "facility"
    named = label.source or label.flow or label.category or label.parameter
    if label.facility and not named and kind not in ("parameter", "declared"):
        return "facility"
    if kind == "parameter" or (label.parameter and kind != "declared"):
        return "parameters"
    if quantities and quantities <= set(QUANTITY_PARAMETERS):
        return "parameters"
    if kind == "declared" or "emissions" in quantities or (label.category and not label.source):
        return "declared"
    if kind == "production" or (label.production and not label.source):
        return "production"
    beside = {"derived", "cost", "price"} & set(label.roles)
    if (beside and not quantities) or "derived" in beside or (quantities and quantities <= NO_ACTIVITY):
        return "passed_over"
    subject = resolve_subject(label, column.meaning if column else None, scene.context)
    if subject.source or measures_power(units):
        return "facts"
    return "declared" if scene.context.category and quantities == {"emissions"} else ""


def find_line(scene: Scene, row: Row, column: Column | None, subject: Subject, unit: Unit | None, unit_text: str, *,
              shared: bool, header_at: tuple[int, int] | None = None) -> Line:  # fmt: skip
    """Find the line a figure belongs to, or begin it; `shared` joins rows of a long list."""
    collector, sheet = scene.collector, scene.sheet
    name = row.label.text or (column.header if column else "")
    # sheets named after months hold one line each month: it is one line of the filing
    shared = shared or scene.month is not None
    block = -1 if scene.month is not None else scene.block
    key = (row.site, name, subject, unit_text, row.account, block, None if shared else row.label_at,
           None if column is None or shared else column.at)  # fmt: skip
    known = scene.lines.get(key)
    if known is not None:
        _note_remarks(collector, sheet, known, row)
        return known
    at = header_at or row.label_at
    line = Line(
        collector.take_row(), row.site or scene.site, *subject, name,
        unit_text or (unit.name if unit else ""), unit.factor if unit else NAN, unit.base if unit else "",
        collector.file, sheet.name, at[0], at[1], scene.block,
        account=row.account, multiplier=row.multiplier, supplier=row.supplier,
        data_source=row.data_source, remark=row.remark,
    )  # fmt: skip
    collector.lines.append(line)
    scene.lines[key] = line
    for what, where in (
        ("unit", row.unit_at),
        ("data_source", row.data_source_at),
        ("remark", row.remark_at),
    ):
        if where is not None:
            collector.refer(line.row, what, sheet, *where)
    _add_named_documents(scene, row, line)
    return line


def _note_remarks(collector: Collector, sheet: Sheet, line: Line, row: Row) -> None:
    """Let a later row's remark stand for the line where it names a source and the first one names none."""
    for what, text, at in (
        ("remark", row.remark, row.remark_at),
        ("data_source", row.data_source, row.data_source_at),
    ):
        if at is not None and understand(text).source and not understand(getattr(line, what)).source:
            setattr(line, what, text)
            collector.refer(line.row, what, sheet, *at)


def _add_named_documents(scene: Scene, row: Row, line: Line) -> None:
    """Record the papers that a line's data-source or remark cell names, as documents of that line."""
    for text, at in ((row.data_source, row.data_source_at), (row.remark, row.remark_at)):
        if not text or at is None:
            continue
        for kind in understand(text).documents:
            start, end = year_span(scene.year)
            scene.collector.records["documents"].append({
                "row": scene.collector.take_row(), "site": line.site, "kind": kind, "series": line.row,
                "source": line.source, "flow": line.flow, "account": line.account, "start": start, "end": end,
                "text": text, "state": "named", "quantity": NAN, "amount": NAN, "scale": NAN, "reference": "",
                **scene.collector.place(scene.sheet, at[0], at[1], scene.block),
            })  # fmt: skip


def add_fact(scene: Scene, row: Row, column: Column | None, at: tuple[int, int], span: Span, *,
             shared: bool = False, header_at: tuple[int, int] | None = None, cost: float = NAN,
             as_filed: str = "period_use") -> Line | None:  # fmt: skip
    """Add a figure as a fact of its line; None where its source is not known."""
    label = row.label if row.label.units else row.label._replace(units=row.units)
    subject = resolve_subject(label, column.meaning if column else None, scene.context)
    if not subject.source:
        return None
    unit, text = _settle_unit(scene, row, column, subject, at)
    line = find_line(scene, row, column, subject, unit, text, shared=shared, header_at=header_at)
    scene.collector.add_fact(line, scene.sheet, at, span, cost=cost, as_filed=as_filed)
    scene.count("facts")
    return line


def _settle_unit(
    scene: Scene, row: Row, column: Column | None, subject: Subject, at: tuple[int, int]
) -> tuple[Unit | None, str]:
    header = column.meaning.units if column is not None else ()
    unit = choose_fact_unit(subject.source, row.units, header, row.label.units, scene.context.units)
    if row.units and unit is not None and unit in row.units:
        return unit, row.unit_text
    if unit is None and not row.unit_text:
        glued = scene.collector.read_cell(scene.sheet, *at).unit
        if glued:
            unit = choose_fact_unit(subject.source, understand(f"({glued})").units)
    return unit, row.unit_text if unit is None else unit.name


def add_parameter(
    scene: Scene, row: Row, column: Column | None, at: tuple[int, int], span: Span, line: Line | None
) -> bool:
    """Add a figure as a parameter of a line or a source; False where neither is known."""
    label, header = row.label, column.meaning if column else row.label
    glued = parse_unit(scene.collector.read_cell(scene.sheet, *at).unit)
    candidates = (*glued, *(u for units in (header.units, row.units, label.units) for u in units))
    code = header.parameter or label.parameter
    if not code:
        code = next(
            (QUANTITY_PARAMETERS[u.quantity] for u in candidates if u.quantity in QUANTITY_PARAMETERS), ""
        )
    if code == "carbon_content_mass" and any(u.quantity == "carbon_content" for u in candidates):
        code = "carbon_content"
    if code == "carbon_content" and any(u.quantity == "carbon_content_mass" for u in candidates):
        code = "carbon_content_mass"
    source = line.source if line is not None else _choose_parameter_source(label, header, scene, candidates)
    if not source or not code:
        return False
    unit = _choose_parameter_unit(code, source, candidates)
    figure = scene.collector.read_cell(scene.sheet, *at)
    fields = unit_fields(unit, "")
    own_row = column is None or column.kind != "parameter" or len(row.unit_columns) > 1
    said = (row.unit_text if own_row else "") or _find_bracket(header.text) or _find_bracket(label.text)
    said = "" if code in ("oxidation_rate", "moisture") else said
    if unit is None and not said:
        share = code in ("oxidation_rate", "moisture") and (figure.number or 0) > PERCENT_FROM
        scale = 0.01 if share or figure.unit == "%" else 1.0
        fields = {"unit": "", "scale": scale, "base_unit": _usual_base(code, source)}
    elif unit is None:
        fields = unit_fields(None, said)
    row_id = scene.collector.add_figure(
        "parameters", "value", scene.sheet, at, scene.block, site=row.site or scene.site,
        series=line.row if line is not None else -1, source=source, parameter=code, basis="",
        start=span[0], end=span[1], origin=row.origin, **fields,
    )  # fmt: skip
    scene.collector.refer(row_id, "label", scene.sheet, *row.label_at)
    scene.count("parameters")
    return True


def _choose_parameter_source(
    label: Meaning, header: Meaning, scene: Scene, candidates: tuple[Unit, ...]
) -> str:
    source = label.source or header.source
    quantities = {unit.quantity for unit in candidates}
    if not source and "power_factor" in quantities:
        source = "electricity"
    if not source and "heat_factor" in quantities:
        source = "heat"
    source = source or scene.context.source
    if kind_of(source) == "electricity" and source not in (
        "pv_electricity",
        "wind_electricity",
        "direct_line_electricity",
    ):
        return "grid_electricity"
    return source


def _find_bracket(header: str) -> str:
    """Give what a header says in brackets if that looks like a unit: it has a slash or a per cent sign."""
    match = _BRACKET.search(header)
    return match[1] if match and ("/" in match[1] or "%" in match[1]) else ""


def _choose_parameter_unit(code: str, source: str, candidates: tuple[Unit, ...]) -> Unit | None:
    quantities = PARAMETER_QUANTITIES.get(code, ())
    kind = kind_of(source)
    if code == "ncv":
        quantities = ("ncv_gas", "ncv") if kind == "gas" else ("ncv", "ncv_gas")
    if code == "emission_factor":
        quantities = FACTOR_QUANTITIES.get(kind, ("mass_factor", "heat_factor", "gas_factor"))
    return choose_unit(candidates, quantities)


def _usual_base(code: str, source: str) -> str:
    kind = kind_of(source)
    if code in ("ncv", "gcv"):
        return "GJ/万Nm3" if kind == "gas" else "GJ/t"
    if code == "emission_factor":
        return {"electricity": "tCO2/MWh", "heat": "tCO2/GJ", "gas": "tCO2/万Nm3"}.get(kind, "tCO2/t")
    return {"carbon_content": "tC/GJ", "carbon_content_mass": "tC/t", "density": "kg/L"}.get(code, "1")


def add_declared(scene: Scene, row: Row, column: Column | None, at: tuple[int, int], span: Span, line: Line | None, *,
                 is_total: bool = False) -> None:  # fmt: skip
    """Add declared tonnes: of a line, of a category, or of all."""
    label = row.label
    units = row.units or (column.meaning.units if column else ()) or label.units or scene.context.units
    unit = choose_unit(units, ("emissions",))
    category, level = _choose_category(label, scene, is_total=is_total)
    source = line.source if line is not None else label.source
    if line is not None:
        category, level = CATEGORY_OF_KIND.get(kind_of(line.source), "process"), "row"
    scene.collector.add_figure(
        "declared", "tco2e", scene.sheet, at, scene.block, site=row.site or scene.site, category=category, label=label.text,
        level=level, series=line.row if line is not None else -1, source=source, gas="CO2e",
        start=span[0], end=span[1], mass=NAN, unit=unit.name if unit else "tCO2e", scale=unit.factor if unit else 1.0,
    )  # fmt: skip
    scene.count("declared")


def _choose_category(label: Meaning, scene: Scene, *, is_total: bool) -> tuple[str, str]:
    if label.category == "total":
        return "total", "total"
    if label.category == "electricity_heat":
        return "electricity_heat", "category"
    told = kind_of(scene.context.source)
    if (
        is_total
        and not label.category
        and scene.context.category in ("", "emissions")
        and told in ("electricity", "heat")
    ):
        return told, "category"
    kind = kind_of(label.source)
    if label.source in ("carbonate", "wastewater_cod") or kind == "gas_process":
        return ("wastewater" if label.source == "wastewater_cod" else "process"), "category"
    if kind in ("electricity", "heat"):
        both = kind == "electricity" and ("热" in label.text or "heat" in label.text.lower())
        return ("electricity_heat" if both else kind), "category"
    if kind and label.category != "total":
        return "fuel", "row"
    if label.category in ("fuel", "process"):
        return label.category, "category"
    if is_total or label.category in ("total", "emissions", ""):
        return "total", "total"
    return scene.context.category or "total", "category"


def add_production(scene: Scene, row: Row, column: Column | None, at: tuple[int, int], span: Span) -> None:
    """Add a figure of output, operating days or hours."""
    header = column.meaning if column else row.label
    item = row.label.production or header.production or "output"
    units = row.units or header.units or row.label.units
    scene.collector.add_figure(
        "production", "quantity", scene.sheet, at, scene.block, site=row.site or scene.site,
        product=row.label.text or header.text, item=item, start=span[0], end=span[1],
        unit=row.unit_text or (units[0].name if units else ""),
    )  # fmt: skip
    scene.count("production")


def add_other(scene: Scene, table: str, row: Row, column: Column | None, at: tuple[int, int], span: Span,
              line: Line | None, *, is_total: bool = False) -> None:  # fmt: skip
    """Add a figure that is no fact to its table, or pass over what only stands beside activity."""
    if table == "passed_over":
        scene.pass_over(*at)
    elif table == "parameters":
        add_parameter(scene, row, column, at, span, line)
    elif table == "declared":
        add_declared(scene, row, column, at, span, line, is_total=is_total)
    elif table == "production":
        add_production(scene, row, column, at, span)


def add_facility(scene: Scene, row: Row, at: tuple[int, int]) -> None:
    """Add the item of the facility profile that stands in a cell."""
    add_profile_item(scene, row, at, scene.sheet.value(*at))


def add_profile_item(scene: Scene, row: Row, at: tuple[int, int], value: Value) -> None:
    """Add an item of the facility profile: its text and, where it is one, its number in kW, kVA or m2."""
    figure = read_figure(value)
    units = row.units or row.label.units
    if not units and figure.unit:
        units = understand(f"({figure.unit})").units
    factor = units[0].factor if units and units[0].quantity in ("power", "area") else 1.0
    unread = figure.state in ("blank", "not_applicable")
    scene.collector.records["facility"].append({
        "row": scene.collector.take_row(), "site": row.site or scene.site, "item": row.label.facility or "pv_kwp",
        "text": write_value(value).strip(), "value": NAN if figure.number is None else figure.number * factor,
        "state": figure.state if figure.number is not None or unread else "value",
        **scene.collector.place(scene.sheet, at[0], at[1], scene.block),
    })  # fmt: skip
    scene.collector.mark_used(scene.sheet, *at)
    scene.count("facility")
