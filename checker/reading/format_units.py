"""The unit that a cell's number format writes behind the number, asked for where nothing else tells a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.reading.units import Unit, parse_unit

if TYPE_CHECKING:
    from checker.reading.scene import Scene


def find_format_units(scene: Scene, at: tuple[int, int]) -> tuple[Unit, ...]:
    """Give the units in the format of a cell; a blank cell is told by the next figure of its row, else of its column."""
    if not scene.collector.data:
        return ()
    from checker.reading.cell_marks import read_marks, unit_in_format

    formats = read_marks(scene.collector.data, scene.sheet.name).formats
    if not formats:
        return ()
    row, column = at
    places = [at]
    if scene.sheet.is_blank(row, column):
        places += [(row, beside) for beside in range(column + 1, len(scene.sheet.rows[row]))]
        places += [(below, column) for below in range(row + 1, len(scene.sheet.rows))]
    for place in places:
        if not scene.sheet.is_blank(*place) or place == at:
            units = parse_unit(unit_in_format(formats.get(place, "")))
            if units or not scene.sheet.is_blank(*place):
                return units
    return ()
