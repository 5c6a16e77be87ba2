"""Which line of the catalogue a label speaks of: source, flow and attribute of power."""

from __future__ import annotations

from typing import NamedTuple

from checker.reading.terms import Meaning, kind_of
from checker.reading.units import KIND_QUANTITIES, Unit, choose_unit, parse_unit

STOCK_FLOWS = ("opening_stock", "closing_stock", "stock_adjustment")
BOUGHT_FLOWS = ("purchased", "net_purchased", "sold", "exported", "transferred", "received")
GIVEN_FLOWS = ("sold", "exported")
OWN_SOURCES = ("pv_electricity", "wind_electricity")
NON_FOSSIL_SOURCES = ("pv_electricity", "wind_electricity", "green_certificate")


GAS_UNITS = ("therm", "DTH")
"""Units in which gas is sold, and never power."""
ELECTRIC = ("electric", "电", "बिजली", "विद्युत", "strom", "eléctric")
"""Words of power that cannot mean any other energy."""


DIESEL = ("diesel", "柴油", "डीज़ल", "डीजल")


class Subject(NamedTuple):
    """What a figure measures; source "" where the label names no source."""

    source: str
    flow: str
    attribute: str


def resolve_subject(label: Meaning, column: Meaning | None, context: Meaning) -> Subject:
    """Settle source, flow and attribute from the row's label, its column's header and the title.

    The nearer word wins; a specific flow beats bare consumption; power bought from nobody in
    particular is grid power.
    """
    header = column if column is not None else label
    flow = _choose_flow(label.flow, header.flow)
    # what is bought is not the solar power that a title happens to name
    told = "" if flow in BOUGHT_FLOWS and flow not in GIVEN_FLOWS else context.source
    made = _makes_power(label, header) or _runs_genset(label, header)
    if made:
        flow = "generated"
    source = made or _choose_source(label.source, header.source, told) or _infer_source(label, header)
    source = source or _name_genset_fuel(label, header) or context.source
    source = _name_gas_by_unit(source, label, header)
    if not flow and source and _same_family(source, context.source):
        # green power is bought, whatever the title says of the table
        bought = context.flow == "consumed" and "non_fossil" in (label.attribute, header.attribute)
        flow = "" if bought else context.flow
        if flow == "generated" and kind_of(source) not in ("electricity", "heat"):
            flow = ""  # fuel is burnt where a title speaks of generation
        if flow == "exported" and not context.source and kind_of(source) not in ("electricity", "heat"):
            flow = ""  # "Export" is how a program names the sheet it writes
    attribute = "non_fossil" if "non_fossil" in (label.attribute, header.attribute) else ""
    kind = kind_of(source)
    if source in OWN_SOURCES and label.flow == "generated" and header.flow == "consumed":
        flow = "own_use"  # self-generated power in a column of consumption: what was used of it
    if kind == "electricity":
        source, flow = _settle_power(source, flow)
        if source in NON_FOSSIL_SOURCES:
            attribute = "non_fossil"
    elif kind == "heat":
        flow = flow or "purchased"
    elif source:
        flow = "consumed" if flow in ("", "own_use") else flow
    return Subject(source, flow, attribute)


def follow_panels(label: Meaning, panels: str | None) -> tuple[Meaning, str | None]:
    """Let own use and surplus be of the panels named before them (光伏发电, 其中：自发自用, 余电上网).

    Gives the label, and the panels that what follows may speak of; "" for none yet, None where each line speaks for itself.
    """
    if panels is None:
        return label, None
    if label.source in OWN_SOURCES:
        return label, label.source if label.flow in ("", "generated") else panels
    if label.source not in ("", "electricity") or label.flow == "generated":
        return label, ""
    if panels and label.flow in ("own_use", "exported"):
        return label._replace(source=panels), panels
    return label, panels


def _makes_power(label: Meaning, header: Meaning) -> str:
    """Give the power that a column of generation in kilowatt-hours means beside a fuel; "" where it means none."""
    power = (
        header.flow == "generated" and header.source in ("", "electricity") and measures_power(header.units)
    )
    return "electricity" if power and kind_of(label.source) not in ("", "electricity") else ""


def _name_gas_by_unit(source: str, label: Meaning, header: Meaning) -> str:
    """Take what is measured by the therm for gas, where it is called energy, utility, power or nothing; electricity stays a doubt."""
    units = header.units or label.units
    if source not in ("", "electricity") or not units or not {unit.name for unit in units} <= set(GAS_UNITS):
        return source
    named = f" {label.text} {header.text} ".lower()
    if not source and not (label.flow or header.flow):
        return "natural_gas" if parse_unit(header.text) else source  # a column headed "Therms" and no more
    return source if any(word in named for word in ELECTRIC) else "natural_gas"


def _runs_genset(label: Meaning, header: Meaning) -> str:
    """Give the power that a generator makes ("DG kWh"); "" for its fuel, and for what a generator was bought."""
    if "genset" not in (*label.roles, *header.roles):
        return ""
    if (header.flow or label.flow) not in ("", "consumed", "generated"):
        return ""
    units = header.units or label.units
    named = {label.source, header.source} - {""}
    power = measures_power(units) if units else named == {"electricity"}
    return "electricity" if power and named <= {"electricity", "diesel"} else ""


def _name_genset_fuel(label: Meaning, header: Meaning) -> str:
    """Give the diesel of generators that are measured by what they burn: "Diesel gensets (L)"; "" for none."""
    units = {unit.quantity for unit in header.units or label.units}
    if "genset" not in (*label.roles, *header.roles) or not units or not units <= {"volume", "mass"}:
        return ""
    return "diesel" if any(word in f"{label.text} {header.text}".lower() for word in DIESEL) else ""


def measures_power(units: tuple[Unit, ...]) -> bool:
    """Tell whether units speak of kilowatt-hours and of nothing but energy."""
    quantities = {unit.quantity for unit in units}
    return "electricity" in quantities and quantities <= {"electricity", "heat"}


def _infer_source(label: Meaning, header: Meaning) -> str:
    """Kilowatt-hours are power where nothing else is named; no other unit tells its source."""
    units = header.units or label.units
    return "electricity" if measures_power(units) else ""


def _choose_source(label: str, header: str, context: str) -> str:
    for nearer, farther in ((label, header), (label or header, context)):
        if nearer == "electricity" and farther in (
            "pv_electricity",
            "wind_electricity",
            "direct_line_electricity",
        ):
            return farther
        if (nearer, farther) == ("electricity", "grid_electricity") and farther == context:
            return farther  # "Power" on a sheet of grid electricity
    return label or header or context


def _choose_flow(label: str, header: str) -> str:
    if header in STOCK_FLOWS:
        return header
    if header and header != "consumed" and label in ("", "consumed"):
        return header
    return label or header


def _same_family(source: str, context_source: str) -> bool:
    return not context_source or kind_of(source) == kind_of(context_source)


def _settle_power(source: str, flow: str) -> tuple[str, str]:
    if source == "electricity":
        if flow == "":
            return "grid_electricity", "purchased"
        if flow in BOUGHT_FLOWS:
            return "grid_electricity", flow
        return "electricity", flow
    if source in ("grid_electricity", "direct_line_electricity"):
        return source, "purchased" if flow in ("", "consumed", "received") else flow
    if source in ("pv_electricity", "wind_electricity"):
        return source, "own_use" if flow in ("", "consumed") else flow
    return source, flow or "purchased"


def choose_fact_unit(source: str, *candidates: tuple[Unit, ...]) -> Unit | None:
    """Choose, from the nearest candidates that fit, the unit in which a source may be filed."""
    kind = kind_of(source)
    quantities = KIND_QUANTITIES[kind]
    for units in candidates:
        if not units:
            continue
        if kind == "electricity":
            units = tuple(unit for unit in units if unit.name not in GAS_UNITS)  # noqa: PLW2901  # power is not sold by the therm
        unit = choose_unit(units, quantities)
        if unit is not None:
            return unit
    return None
