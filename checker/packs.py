"""Rule packs, found by the entry point group `checker.rules`; a broken one stops the check by name."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from checker.errors import PackError
from checker.rule import Misfiling, Rule
from checker.words.text import load_built_in_severity, parse_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.findings import Severity

GROUP = "checker.rules"
OWN = "rules"
"""The package of the rules that ship: tests hold that they have words, and reading all takes as long as a check."""


@dataclass(frozen=True)
class Catalogue:
    """All rules by code and misfilings by slug, and which pack each came from."""

    rules: tuple[Rule, ...] = ()
    misfilings: tuple[Misfiling, ...] = ()
    packs: Mapping[str, str] = field(default_factory=dict)
    """Code or slug -> name of the pack."""
    built_in: Mapping[str, Severity] = field(default_factory=dict)
    """Codes of the checker itself and their severity."""

    def find(self, code: str) -> Rule | Misfiling | None:
        """Give the rule of a code or the misfiling of a slug."""
        for rule in self.rules:
            if rule.code == code:
                return rule
        for misfiling in self.misfilings:
            if misfiling.slug == code:
                return misfiling
        return None

    def pack_of(self, code: str) -> str:
        """Name the pack a code or slug came from; raises KeyError where no pack has it."""
        return self.packs[code]


def load_catalogue() -> Catalogue:
    """Find and import every installed pack.

    Raises PackError, in one line that names the pack and the cause, where there is no pack, one
    cannot be imported or holds no rule, a rule has no words, or a code is claimed twice or retired.
    """
    points = sorted({(each.name, each.value): each for each in metadata.entry_points(group=GROUP)}.items())
    if not points:
        message = f"no rule pack is installed (entry point group {GROUP}); reinstall activity-checker, or install a pack"
        raise PackError(message)
    rules: list[Rule] = []
    misfilings: list[Misfiling] = []
    packs: dict[str, str] = {}
    for (name, value), point in points:
        package = import_pack(name, value, point)
        found = list(walk_pack(name, package))
        refuse_retired(name, package, found)
        if not any(isinstance(each, Rule) for each in found):
            message = (
                f"rule pack {name!r} ({value}) holds no rule; is another package of that name in the way?"
            )
            raise PackError(message)
        for each in found:
            claim(packs, each, name)
        rules += [each for each in found if isinstance(each, Rule)]
        misfilings += [each for each in found if isinstance(each, Misfiling)]
    return Catalogue(
        tuple(sorted(rules, key=lambda each: each.code)),
        tuple(sorted(misfilings, key=lambda each: each.slug)),
        dict(sorted(packs.items())),
        load_built_in_severity(),
    )


def import_pack(name: str, value: str, point: metadata.EntryPoint) -> ModuleType:
    """Import the package an entry point names; raises PackError where it is none."""
    try:
        package = point.load()
    except (Exception, SystemExit) as error:
        raise PackError(describe_import(name, value, error)) from error
    if not isinstance(package, ModuleType) or not hasattr(package, "__path__"):
        message = f"rule pack {name!r}: {value} is not a package; let the entry point name one"
        raise PackError(message)
    return package


def walk_pack(name: str, package: ModuleType) -> Iterator[Rule | Misfiling]:
    """Import a pack's modules in order and give the rules and misfilings defined in each."""
    for path in list_modules(package):
        try:
            module = importlib.import_module(path)
        except (Exception, SystemExit) as error:
            raise PackError(describe_import(name, path, error)) from error
        for attribute in sorted(vars(module)):
            found = vars(module)[attribute]
            if isinstance(found, Rule | Misfiling) and home_of(found) == module.__name__:
                if package.__name__ != OWN:
                    refuse_wordless(name, found)
                yield found


def list_modules(package: ModuleType) -> list[str]:
    """List the dotted names of a pack's modules, sorted.

    Folders are walked, since pkgutil passes over those without an __init__.py, as families are.
    """
    names = {package.__name__}
    for root in map(Path, package.__path__):
        for file in root.rglob("*.py"):
            parts = file.relative_to(root).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            if all(part.isidentifier() for part in parts) and "__main__" not in parts:
                names.add(".".join((package.__name__, *parts)))
    return sorted(names)


def home_of(found: Rule | Misfiling) -> str:
    """Name the module in which a rule's or misfiling's function was written."""
    return (found.look if isinstance(found, Rule) else found.undo).__module__


def name_of(found: Rule | Misfiling) -> str:
    """Give the code of a rule or the slug of a misfiling."""
    return found.code if isinstance(found, Rule) else found.slug


def claim(packs: dict[str, str], found: Rule | Misfiling, pack: str) -> None:
    """Note that a pack holds a code; raises PackError where it is held already."""
    code = name_of(found)
    holder = packs.get(code)
    if holder is not None:
        who = f"twice by rule pack {pack!r}" if holder == pack else f"by rule packs {holder!r} and {pack!r}"
        message = f"{code} is claimed {who}; give one of the two another code, or uninstall one pack"
        raise PackError(message)
    packs[code] = pack


def refuse_wordless(pack: str, found: Rule | Misfiling) -> None:
    """Raise PackError where the .toml beside a rule or misfiling is missing."""
    if not found.words.is_file():
        message = f"rule pack {pack!r}: {name_of(found)} has no words; write {found.words.name} beside {home_of(found)}"
        raise PackError(message)
    try:
        words = parse_words(found.words)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"rule pack {pack!r}: {found.words.name} cannot be read ({error}); correct the file"
        raise PackError(message) from error
    english = words.get("en")
    if not isinstance(english, dict) or not isinstance(english.get("title"), str):
        message = f"rule pack {pack!r}: {found.words.name} has no [en] title; write one"
        raise PackError(message)


def refuse_retired(pack: str, package: ModuleType, found: list[Rule | Misfiling]) -> None:
    """Raise PackError where a pack uses a code that its retired.toml has put to rest."""
    for folder in package.__path__:
        path = Path(folder) / "retired.toml"
        if not path.is_file():
            continue
        try:
            retired = set(tomllib.loads(path.read_text(encoding="utf-8")).get("codes", []))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
            message = f'rule pack {pack!r}: retired.toml cannot be read ({error}); write codes = ["ABC101"]'
            raise PackError(message) from error
        used = sorted(retired & {name_of(each) for each in found})
        if used:
            message = (
                f"rule pack {pack!r}: {', '.join(used)} is retired and never used again; take a new code"
            )
            raise PackError(message)


def describe_import(pack: str, path: str, error: BaseException | None) -> str:
    """Say in one line that a module of a pack cannot be imported, and why."""
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    return f"rule pack {pack!r}: {path} cannot be imported ({reason}); mend or uninstall the pack"
