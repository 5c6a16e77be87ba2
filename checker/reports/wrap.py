"""Lines of text that fit a width in terminal cells: Chinese is two wide, Hindi vowel signs none."""

from __future__ import annotations

import re
import unicodedata

_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
_ATOMS = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+|\s+")
_NEVER_FIRST = frozenset("，。、；：！？）】》」』〉”’…—%％)],.;:!?}")
_NEVER_LAST = frozenset("（【《「『〈“‘([{")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def measure(text: str) -> int:
    """Give how many terminal cells a text takes, the same on every machine."""
    from rich.cells import cell_len

    return cell_len(text, unicode_version="latest")


def clean(text: str) -> str:
    """Make a text from a workbook safe for a terminal: no control characters, one space for many."""
    without = "".join(" " if unicodedata.category(each) == "Cc" else each for each in _BIDI.sub("", text))
    return " ".join(without.split())


def wrap(text: str, width: int = 80, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines of at most `width` cells, `first` before the first, `rest` before the others."""
    lines: list[str] = []
    line, empty, space = first, True, ""
    for atom in join_atoms(clean(text)):
        if atom.isspace():
            space = " "
            continue
        if not empty and measure(line) + len(space) + measure(atom) > width:
            lines.append(line)
            line, empty, space = rest, True, ""
        *full, last = cut(atom, max(1, width - measure(line))) if empty else [atom]
        for part in full:
            lines.append(line + part)
            line = rest
        line += ("" if empty else space) + last
        empty, space = False, ""
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def join_atoms(text: str) -> list[str]:
    """Cut a text where a line may break, closing marks kept with what they close."""
    atoms: list[str] = []
    for atom in _ATOMS.findall(text):
        glued = atoms and not atoms[-1].isspace() and not atom.isspace()
        if glued and (atom[0] in _NEVER_FIRST or atoms[-1][-1] in _NEVER_LAST):
            atoms[-1] += atom
        else:
            atoms.append(atom)
    return atoms


def cut(atom: str, width: int) -> list[str]:
    """Cut an atom wider than a line into parts that fit, never before a combining mark."""
    parts = [""]
    for character in atom:
        mark = unicodedata.category(character).startswith("M")
        if not mark and parts[-1] and measure(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts


def pad(text: str, width: int) -> str:
    """Fill a text with blanks up to a width in cells."""
    return text + " " * max(0, width - measure(text))
