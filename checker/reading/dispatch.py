"""From a figure in a cell to the table it belongs to: fact, parameter, declared tonnes, output, profile."""

from __future__ import annotations

from checker.reading.categories import CATEGORY_OF_KIND, choose_category, declares_another
from checker.reading.collect import NAN, Collector
from checker.reading.columns import CLEAR, Column
from checker.reading.format_units import find_format_units
from checker.reading.grid import year_of
from checker.reading.labels import PART_WORDS
from checker.reading.lines import Line
from checker.reading.numbers import NOT_APPLICABLE
from checker.reading.parameters import QUANTITY_PARAMETERS, add_parameter
from checker.reading.periods import Period
from checker.reading.rivals import find_row_rival
from checker.reading.scene import Row, Scene, Span, year_span
from checker.reading.subject import Subject, choose_fact_unit, measures_power, resolve_subject
from checker.reading.terms import Meaning, kind_of, understand
from checker.reading.text import fold
from checker.reading.units import KIND_QUANTITIES, Unit, choose_unit
from checker.workbook import Sheet

NO_ACTIVITY = {"money", "money_inr", "money_other", "power", "time", "share", "area"}
"""A row in such a unit is a cost, a demand, a rate: beside the activity, not activity itself."""
ENERGY = {"electricity", "heat"}
COUNTED = {"count", "mass", "volume"}
"""Units of products; a cubic metre may be of gas too, a normal cubic metre is of nothing else."""

APART_FLOWS = {"own_use", "exported", "sold", "generated", "purchased", "net_purchased"}
"""Flows by which a part of the line above is a line of its own: of the power generated, what was used and what fed in."""


def choose_table(row: Row, column: Column | None, scene: Scene) -> str:
    """Say which table a figure belongs to, from its row's label, its column and its unit."""
    label = row.label
    kind = column.kind if column is not None else ""
    units = row.units or (column.meaning.units if column else ()) or label.units
    quantities = {unit.quantity for unit in units}
    if fold(label.text or row.account).startswith(PART_WORDS) and not _flows_apart(label, column, scene):
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
    emits = kind == "declared" or "emissions" in quantities or label.category
    if scene.context.parameter and not scene.context.category and emits:
        return "passed_over"  # kg CO2e per unit, on a sheet of factors
    if kind == "declared" or "emissions" in quantities or (label.category and not label.source):
        return "declared"
    if (
        kind == "production"
        or (label.production and not label.source and not _names_area(label, units, scene))
    ) and not _bills_heat(label, column, scene):
        return "production"
    if (
        scene.context.parameter
        and not label.flow
        and not (column and column.meaning.flow)
        and kind != "month_value"
    ):
        return "parameters"  # a sheet of factors holds no activity
    own = {unit.quantity for unit in column.meaning.units} if column else set[str]()
    if (
        (own and own <= NO_ACTIVITY)
        or _stands_beside(label, quantities)
        or _is_water(label, column, quantities)
        or _states_rate(row)
    ):
        return "passed_over"
    subject = resolve_subject(label, column.meaning if column else None, scene.context)
    if subject.source or measures_power(units):
        return "facts"
    if scene.context.category and quantities == {"emissions"}:
        return "declared"
    return "production" if _counts_output(label, quantities, scene) else ""


def _bills_heat(label: Meaning, column: Column | None, scene: Scene) -> bool:
    """Tell the steam that a supplier's bill says to have been supplied, which is bought, from what the site supplies."""
    supplied = "heat_output" in (label.production, column.meaning.production if column is not None else "")
    return supplied and scene.block in scene.collector.bill_blocks and kind_of(scene.context.source) == "heat"


def _names_area(label: Meaning, units: tuple[Unit, ...], scene: Scene) -> bool:
    """Tell the area "Production" of a table of kilowatt-hours from output: no unit of its own says otherwise."""
    context = scene.context
    named = label.production == "output" and label.length == 1.0 and not units
    return bool(named and context.source == "electricity" and measures_power(context.units))


def _stands_beside(label: Meaning, quantities: set[str]) -> bool:
    """Tell a row of costs, rates, shares and demand by its words or its unit."""
    beside = {"derived", "cost", "price"} & set(label.roles)
    return bool(
        (beside and not quantities) or "derived" in beside or (quantities and quantities <= NO_ACTIVITY)
    )


def _states_rate(row: Row) -> bool:
    """Tell a row of so much per something (kWh/t, Nm3/h) by its unit column."""
    over, slash, under = row.unit_text.partition("/")
    return bool(slash and over.strip() and under.strip()) and not row.units


def _is_water(label: Meaning, column: Column | None, quantities: set[str]) -> bool:
    """Tell water from the energy of its pumps and heaters: it is named without an energy, and not in energy units."""
    named = label if label.text or column is None else column.meaning
    sourced = label.source or (column is not None and column.meaning.source)
    return (
        "water" in named.roles
        and not sourced
        and not quantities & ENERGY
        and (bool(quantities) or named.length >= CLEAR)
    )


def _counts_output(label: Meaning, quantities: set[str], scene: Scene) -> bool:
    """Tell a product, named as itself under a title of output, from anything else that is counted or weighed."""
    context = scene.context
    about = context.production == "output" and not (context.source or context.flow or context.parameter)
    counted = bool(quantities & COUNTED) and quantities <= {*COUNTED, "gas"}  # m3 of concrete
    return about and bool(label.text) and not label.note and counted


def _flows_apart(label: Meaning, column: Column | None, scene: Scene) -> bool:
    """Tell "of which: own use" from a mere part: it has a flow of its own, which no line above it has."""
    if label.flow not in APART_FLOWS:
        return False
    subject = resolve_subject(label, column.meaning if column else None, scene.context)
    return not any(
        (line.source, line.flow) == (subject.source, subject.flow)
        and not fold(line.label).startswith(PART_WORDS)
        for line in scene.lines.values()
        if line.block == scene.block
    )


def tells_quantity(scene: Scene, row: Row, column: Column | None, at: tuple[int, int]) -> bool:
    """Tell whether anything says that a figure outside a row of months is a quantity: a unit, or how it was used.

    A number that stands beside the name of a fuel and nothing else may be anything: a code, a factor, a year.
    """
    header = column.meaning if column is not None else None
    said = row.unit_text and fold(row.unit_text) not in NOT_APPLICABLE
    if _states_rate(row):
        return False
    if said or row.units or row.label.units or scene.context.units or (header is not None and header.units):
        return True
    if scene.collector.read_cell(scene.sheet, *at).unit:
        return True
    if year_of(scene.sheet.value(*at)) is not None:
        return bool(find_format_units(scene, at))
    used = row.label.flow and row.label.length >= CLEAR
    return bool(used or (header is not None and header.flow) or find_format_units(scene, at))


def find_line(scene: Scene, row: Row, column: Column | None, subject: Subject, unit: Unit | None, unit_text: str, *,
              shared: bool, header_at: tuple[int, int] | None = None) -> Line:  # fmt: skip
    """Find the line a figure belongs to, or begin it; `shared` joins rows of a long list."""
    collector, sheet = scene.collector, scene.sheet
    name = row.label.text or (column.header if column else "")
    # sheets and books of one month hold one line each month: it is one line of the filing
    shared = shared or scene.month is not None
    block = scene.place if scene.month is not None else scene.block
    key = (row.site or scene.site, name, subject, unit_text, row.account, block, None if shared else row.label_at,
           None if column is None or shared else column.at)  # fmt: skip
    known = scene.lines.get(key) if scene.month is None else _find_month_line(scene, key, scene.month)
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
    scene.lines[(*key, collector.file) if key in scene.lines else key] = line
    if scene.month is not None:
        collector.month_files[line.row, scene.month] = collector.file
    for what, where in (
        ("unit", row.unit_at),
        ("data_source", row.data_source_at),
        ("remark", row.remark_at),
    ):
        if where is not None:
            collector.refer(line.row, what, sheet, *where)
    _add_named_documents(scene, row, line)
    return line


def _find_month_line(scene: Scene, key: tuple[object, ...], month: Period) -> Line | None:
    """Find the line that a table of one month goes on with: in another book only for a month that none told yet."""
    file = scene.collector.file
    known = scene.lines.get((*key, file)) or scene.lines.get(key)
    if known is None or known.file == file:
        return known
    return known if scene.collector.month_files.setdefault((known.row, month), file) == file else None


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
    rival = find_row_rival(scene, row, column, subject.source, unit)
    line = find_line(scene, row, column, subject, unit, text, shared=shared, header_at=header_at)
    if kind_of(subject.source) == "heat" and not (
        row.label.flow or scene.context.flow or (column is not None and column.meaning.flow)
    ):
        line.guessed = "flow"
    line.rival = line.rival or rival
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
    own = None if row.units else choose_fact_unit(subject.source, row.label.units)
    usual = KIND_QUANTITIES[kind_of(subject.source)][:1]
    if own is not None and unit is not None and unit.quantity not in usual and own.quantity in usual:
        unit = own  # "Heat (GJ)" under "Amount (t, 万Nm3)"
    if unit is None and not row.unit_text:
        glued = scene.collector.read_cell(scene.sheet, *at).unit
        if glued:
            unit = choose_fact_unit(subject.source, understand(f"({glued})").units)
        else:
            unit = choose_fact_unit(subject.source, find_format_units(scene, at))
    return unit, row.unit_text if unit is None else unit.name


KG_OF_TONNE = 1000.0


def add_declared(scene: Scene, row: Row, column: Column | None, at: tuple[int, int], span: Span, line: Line | None, *,
                 is_total: bool = False) -> None:  # fmt: skip
    """Add declared tonnes: of a line, of a category, or of all."""
    label = row.label if row.label.text or column is None else column.meaning
    if column is not None and line is not None and declares_another(column.meaning.category, line):
        label, line = column.meaning, None  # "Scope 1" beside the power of a site is of what it burns
    units = row.units or (column.meaning.units if column else ()) or label.units or scene.context.units
    unit = choose_unit(units, ("emissions",))
    if unit is None and column is not None:
        unit = choose_unit(column.meaning.units, ("mass",))  # "CO2 emissions (kg)"
    scale = 1.0 if unit is None else unit.factor / (KG_OF_TONNE if unit.quantity == "mass" else 1.0)
    category, level = choose_category(label, scene, is_total=is_total)
    if level == "total" and scene.sheet.states.get(at) == "not_calculated" and "declared" in scene.counts:
        # no program has worked the sum out yet; what it sums was read above it
        scene.pass_over(*at)
        return
    source = line.source if line is not None else label.source
    if line is not None and line.flow == "generated":
        category, level = "fuel", "row"  # what a power station emits is that of what it burns
    elif line is not None:
        category, level = CATEGORY_OF_KIND.get(kind_of(line.source), "process"), "row"
    scene.collector.add_figure(
        "declared", "tco2e", scene.sheet, at, scene.block, site=row.site or scene.site, category=category, label=label.text,
        level=level, series=line.row if line is not None else -1, source=source, gas="CO2e",
        start=span[0], end=span[1], mass=NAN, unit=unit.name if unit else "tCO2e", scale=scale,
    )  # fmt: skip
    scene.count("declared")


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
