"""Range addresses read back to places."""

import re

from checker.cells import number_column

_ADDRESS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\Z")


def parse_range_address(area: str) -> tuple[int, int, int, int]:
    """Read "B2:D5" or "B2" as (top, left, bottom, right) from 0; raises ValueError on anything else."""
    match = _ADDRESS.match(area.replace("$", "").upper())
    if match is None:
        message = f"{area!r} is no range"
        raise ValueError(message)
    left, top = number_column(match[1]), int(match[2]) - 1
    if match[3] is None:
        return top, left, top, left
    return top, left, int(match[4]) - 1, number_column(match[3])
