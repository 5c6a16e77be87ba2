"""What tables declare, read once as plain records: the totals and the other figures of each site and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rules._columns import take_list
from rules.balance._keystrokes import measure_digit

if TYPE_CHECKING:
    from checker.api import Filing

COLUMNS = (
    "site", "file", "sheet", "block", "start", "end", "label", "category", "level", "tco2e", "text", "scale", "state",
)  # fmt: skip


class Declared(NamedTuple):
    """One declared figure: its row id, label and category, tCO2e, one unit of its last digit, whether it is text."""

    row: int
    label: str
    category: str
    level: str
    tonnes: float
    step: float
    as_text: bool

    @property
    def deducted(self) -> bool:
        """Recovered gas, filed as a positive figure and deducted in the total."""
        return self.category == "recovered" and self.tonnes > 0


class Group(NamedTuple):
    """What one table declares of one site and period."""

    site: str
    table: tuple[str, ...]
    """The file, the sheet and the located table."""
    start: Any
    end: Any
    totals: tuple[Declared, ...]
    parts: tuple[Declared, ...]


def list_groups(filing: Filing) -> list[Group]:
    """Give the groups of declared figures that hold a total and something else; figures alone, in filed order."""
    if "total" not in take_list(filing, "declared", "level"):
        return []
    found: dict[tuple[Any, ...], list[Declared]] = {}
    rows = filing.declared.index.tolist()
    columns = zip(*(take_list(filing, "declared", name) for name in COLUMNS), strict=True)
    for row, (*key, label, category, level, tonnes, text, scale, state) in zip(rows, columns, strict=True):
        if tonnes == tonnes:  # noqa: PLR0124  # NaN differs from itself
            step = measure_digit(str(text)) * scale
            each = Declared(row, label, category, level, tonnes, step, state == "text")
            found.setdefault(tuple(key), []).append(each)
    groups = []
    for (site, *table, start, end), own in found.items():
        totals = tuple(each for each in own if each.level == "total")
        if totals and len(own) > 1:
            parts = tuple(each for each in own if each.level != "total")
            groups.append(Group(site, tuple(map(str, table)), start, end, totals, parts))
    return groups
