"""Figures that are parameters: calorific values, carbon contents, oxidation rates, factors."""

from __future__ import annotations

import re

from checker.reading.collect import unit_fields
from checker.reading.columns import Column
from checker.reading.lines import Line
from checker.reading.scene import Row, Scene, Span
from checker.reading.terms import Meaning, kind_of
from checker.reading.units import Unit, choose_unit, parse_unit

PARAMETER_QUANTITIES: dict[str, tuple[str, ...]] = {
    "ncv": ("ncv", "ncv_gas"),
    "gcv": ("ncv", "ncv_gas"),
    "carbon_content": ("carbon_content",),
    "carbon_content_mass": ("carbon_content_mass",),
    "oxidation_rate": ("share",),
    "emission_factor": ("power_factor", "heat_factor", "mass_factor", "gas_factor", "volume_factor"),
    "density": ("density",),
    "moisture": ("share",),
    "enthalpy": ("enthalpy",),
}


FACTOR_QUANTITIES = {
    "electricity": ("power_factor", "heat_factor"), "heat": ("heat_factor", "power_factor"),
    "gas": ("gas_factor", "heat_factor", "mass_factor", "volume_factor", "power_factor"),
}  # fmt: skip
"""In which quantities a factor of each kind of source may be filed, the usual one first."""


OF_FUELS = ("mass_factor", "heat_factor", "gas_factor", "volume_factor", "power_factor")
GJ_OF_MWH = 3.6


QUANTITY_PARAMETERS = {
    "ncv": "ncv", "ncv_gas": "ncv", "carbon_content": "carbon_content", "carbon_content_mass": "carbon_content_mass",
    "power_factor": "emission_factor", "heat_factor": "emission_factor", "mass_factor": "emission_factor",
    "gas_factor": "emission_factor", "volume_factor": "emission_factor", "density": "density", "enthalpy": "enthalpy",
}  # fmt: skip
"""Units that can only belong to a parameter."""


_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]")


_PER_UNIT = re.compile(r"([\w ]+?)\s*(?:/|per)\s*unit", re.IGNORECASE)
BASES = (
    ("air_dried", re.compile(r"空气干燥基|空干基|分析基|air[- ]?dried|\bad\b", re.IGNORECASE)),
    ("as_received", re.compile(r"收到基|应用基|as[- ]received|as[- ]fired|\bar\b|प्राप्त आधार", re.IGNORECASE)),
    ("dry", re.compile(r"干燥基|干基|\bdry\b|शुष्क", re.IGNORECASE)),
)
"""Words of a header or label that tell on which mass of coal a value stands, the longer ones first."""
ON_A_BASIS = ("ncv", "gcv", "carbon_content_mass", "moisture")
BURNT = ("gas", "liquid", "solid")
"""Kinds of sources that a calorific value or a carbon content may belong to."""
PERCENT_FROM = 1.5
"""A share above this without a unit was typed in per cent (ours: no rate exceeds 1)."""


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
    unit = _choose_parameter_unit(code, source, (*candidates, *_say_per_unit(header.text, row)))
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
        series=line.row if line is not None else -1, source=source, parameter=code, basis=_find_basis(code, header.text, label.text),
        start=span[0], end=span[1], origin=row.origin, **fields,
    )  # fmt: skip
    scene.collector.refer(row_id, "label", scene.sheet, *row.label_at)
    scene.count("parameters")
    return True


def _say_per_unit(header: str, row: Row) -> tuple[Unit, ...]:
    """Give the unit of "kgCO2e/unit" in a row of kWh: kgCO2e/kWh."""
    match = _PER_UNIT.search(header)
    return parse_unit(f"{match[1]}/{row.unit_text}") if match and row.unit_text else ()


def _find_basis(code: str, *texts: str) -> str:
    """Find the basis that a header or a label names; "" where none does."""
    if code not in ON_A_BASIS:
        return ""
    return next((basis for text in texts for basis, words in BASES if words.search(text)), "")


def _choose_parameter_source(
    label: Meaning, header: Meaning, scene: Scene, candidates: tuple[Unit, ...]
) -> str:
    source = label.source or header.source
    quantities = {unit.quantity for unit in candidates}
    if not source and "power_factor" in quantities:
        source = "electricity"
    if not source and "heat_factor" in quantities:
        source = "heat"
    source = source or _find_fuel_above(scene) or scene.context.source
    if kind_of(source) == "electricity" and source not in (
        "pv_electricity",
        "wind_electricity",
        "direct_line_electricity",
    ):
        return "grid_electricity"
    return source


def _find_fuel_above(scene: Scene) -> str:
    """Find the fuel of the nearest line above in the same table, unless the title names one of those that stand there."""
    fuels = [
        line.source
        for line in scene.lines.values()
        if line.block == scene.block and kind_of(line.source) in BURNT
    ]
    return "" if not fuels or scene.context.source in fuels else fuels[-1]


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
        quantities = FACTOR_QUANTITIES.get(kind, OF_FUELS)
    unit = choose_unit(candidates, quantities)
    if unit is not None and unit.quantity == "power_factor" and kind not in ("electricity", "heat"):
        return Unit(
            unit.name, "heat_factor", unit.factor / GJ_OF_MWH, "tCO2/GJ"
        )  # of gas by the kilowatt-hour
    return unit


def _usual_base(code: str, source: str) -> str:
    kind = kind_of(source)
    if code in ("ncv", "gcv"):
        return "GJ/万Nm3" if kind == "gas" else "GJ/t"
    if code == "emission_factor":
        return {"electricity": "tCO2/MWh", "heat": "tCO2/GJ", "gas": "tCO2/万Nm3"}.get(kind, "tCO2/t")
    return {
        "carbon_content": "tC/GJ",
        "carbon_content_mass": "tC/t",
        "density": "kg/L",
        "enthalpy": "kJ/kg",
    }.get(code, "1")
