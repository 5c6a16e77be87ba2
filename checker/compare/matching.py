"""Entries of two versions matched by meaning, else by their place; what differs, line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from checker.compare.entries import NUMBERS, Entry, Place

Kind = Literal["changed", "added", "removed", "relabelled"]
"""relabelled: the cell is the same, but its line or period means something else now."""


class Pair(NamedTuple):
    """An entry of each version; None where one has none. `tco2e` is what this cell's change is worth alone.

    `follows`: the cell's formula gives the change once the cells it hangs on have changed.
    """

    before: Entry | None
    after: Entry | None
    tco2e: float | None = None
    follows: bool = False

    @property
    def either(self) -> Entry:
        """The entry as corrected, else as it was."""
        entry = self.after or self.before
        if entry is None:
            raise ValueError
        return entry


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in the cells of one line; `tco2e` is what it is worth alone, None where that cannot be said."""

    kind: Kind
    table: str
    line: tuple[str, ...]
    pairs: tuple[Pair, ...]
    tco2e: float | None = None

    @property
    def follows(self) -> bool:
        """Tell whether all its cells merely follow others by formula."""
        return all(each.follows for each in self.pairs)


class Move(NamedTuple):
    """Cells that say the same elsewhere: so many rows and columns on, in another sheet or file perhaps."""

    pairs: tuple[Pair, ...]


def match_entries(before: Sequence[Entry], after: Sequence[Entry]) -> list[Pair]:
    """Pair the entries of two versions, in the order of the later one, what was removed last.

    By line and key first; of several alike, the one in the same place, then in their order. What is
    left is paired by table and place. What is left then was added or removed.
    """
    pairs: dict[int, Entry] = {}
    left = pair_by_meaning(before, after, pairs)
    by_place: dict[tuple[str, Place], Entry] = {
        (each.table, each.place): each for each in left if each.place is not None
    }
    for number, entry in enumerate(after):
        if number not in pairs and entry.place is not None and (entry.table, entry.place) in by_place:
            pairs[number] = by_place.pop((entry.table, entry.place))
    used = {id(each) for each in pairs.values()}
    kept = [Pair(pairs.get(number), entry) for number, entry in enumerate(after)]
    return [*kept, *(Pair(each, None) for each in before if id(each) not in used)]


def pair_by_meaning(before: Sequence[Entry], after: Sequence[Entry], pairs: dict[int, Entry]) -> list[Entry]:
    """Pair what means the same, noting the earlier entry by the number of the later; give what is left."""
    waiting: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for each in before:
        waiting[each.table, each.line, each.key].append(each)
    later = [
        (number, each, waiting.get((each.table, each.line, each.key), []))
        for number, each in enumerate(after)
    ]
    for number, entry, alike in later:
        same = next((each for each in alike if each.place == entry.place), None)
        if same is not None:
            alike.remove(same)
            pairs[number] = same
    for number, _, alike in later:
        if number not in pairs and alike:
            pairs[number] = alike.pop(0)
    return [each for alike in waiting.values() for each in alike]


def judge_pair(pair: Pair) -> Kind | None:
    """Tell how a pair differs; None where both say the same, wherever they stand."""
    before, after = pair.before, pair.after
    if before is None or after is None:
        if pair.either.blank:
            return None
        return "added" if before is None else "removed"
    if (before.line, before.key) != (after.line, after.key):
        return None if before.blank and after.blank else "relabelled"
    one, other = before.said, after.said
    if one.number is None and other.number is None:
        return None if one.text == other.text else "changed"
    same = (one.number, one.unit, one.as_text) == (other.number, other.unit, other.as_text)
    return None if same else "changed"


def group_changes(pairs: Iterable[Pair]) -> list[Change]:
    """Group what differs by table, line and kind, in the order of the tables and lines."""
    groups: dict[tuple[str, tuple[str, ...], Kind], list[Pair]] = defaultdict(list)
    for pair in pairs:
        kind = judge_pair(pair)
        if kind is not None:
            groups[pair.either.table, pair.either.line, kind].append(pair)
    order = {table: at for at, table in enumerate(NUMBERS)}
    changes = [Change(kind, table, line, tuple(own)) for (table, line, kind), own in groups.items()]
    return sorted(changes, key=lambda each: order[each.table])


def group_moves(pairs: Iterable[Pair]) -> list[Move]:
    """Group what stands elsewhere and says the same by how far it moved, the most first."""
    groups: dict[tuple[object, ...], list[Pair]] = defaultdict(list)
    sizes: Counter[tuple[object, ...]] = Counter()
    for pair in pairs:
        if pair.before is None or pair.after is None or judge_pair(pair) is not None:
            continue
        one, other = pair.before.place, pair.after.place
        if one is None or other is None or one == other:
            continue
        way = (one.file, one.sheet, other.file, other.sheet, other.row - one.row, other.column - one.column)
        groups[way].append(pair)
        sizes[way] += 1
    return [Move(tuple(groups[way])) for way, _ in sorted(sizes.items(), key=lambda item: (-item[1], str(item[0])))]  # fmt: skip
