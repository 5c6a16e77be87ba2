"""Items of the facility profile as records: who reports, where, and what is there."""

from __future__ import annotations

from checker.reading.collect import NAN, write_value
from checker.reading.numbers import read_figure
from checker.reading.scene import Row, Scene
from checker.reading.terms import understand
from checker.workbook import Value


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
