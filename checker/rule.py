"""What a rule and a misfiling are: a function and what is said of it once."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from checker.findings import SEVERITIES, Evidence, Plain, Severity, Skipped

if TYPE_CHECKING:
    from checker.diagnosis import Proposal
    from checker.filing import Edit, Filing

Scope: TypeAlias = Literal["series", "site", "filing", "cohort"]
Within: TypeAlias = Literal["series", "site_year", "table"]
Given: TypeAlias = Literal["previous_year", "output", "rule_set", "region", "year", "documents", "cohort"]

CODE = re.compile(r"[A-Z]{3}\d{3}\Z")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Rule:
    """A rule: the function that looks, and when it can look; it may yield a `Skipped` for lines it could not judge.

    `needs` are columns ("facts.amount") of tables that must hold a row with a value,
    `within` the group that must have no refused value, `given` what must be known.
    """

    code: str
    severity: Severity
    scope: Scope
    look: Callable[..., Iterable[Evidence | Skipped]]
    needs: tuple[str, ...] = ()
    within: Within | None = None
    given: tuple[Given, ...] = ()
    gives_way: bool = False
    """Its findings are dropped where another rule blames the same cells, or cells these hang on."""
    options: Mapping[str, Plain] = None  # type: ignore[assignment]  # filled below from the signature

    def __post_init__(self) -> None:
        """Read the options from the keyword-only arguments: their one declaration."""
        object.__setattr__(self, "options", read_options(self.look))

    @property
    def words(self) -> Path:
        """The .toml beside the rule's module."""
        return Path(inspect.getfile(self.look)).with_suffix(".toml")


@dataclass(frozen=True)
class Misfiling:
    """A way of filing wrongly, in both directions: how it is made, and what undoes it.

    `make(filing)` yields edits that commit the mistake; `undo(filing, evidence)` yields
    proposals for a finding of one of the codes in `answers`.
    """

    slug: str
    answers: tuple[str, ...]
    undo: "Callable[[Filing, Evidence], Iterable[Proposal]]"
    make: "Callable[[Filing], Iterable[tuple[Edit, ...]]]"
    taxonomy: str | None = None

    @property
    def words(self) -> Path:
        """The .toml beside the misfiling's module."""
        return Path(inspect.getfile(self.undo)).with_suffix(".toml")


def read_options(look: Callable[..., Any]) -> dict[str, Plain]:
    """Give a rule's options: its keyword-only arguments with their defaults; raises ValueError without one."""
    options = {
        name: parameter
        for name, parameter in inspect.signature(look).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    for name, parameter in options.items():
        if parameter.default is parameter.empty:
            message = f"option {name!r} has no default"
            raise ValueError(message)
    return {name: parameter.default for name, parameter in options.items()}


def rule(
    code: str,
    *,
    severity: Severity,
    scope: Scope,
    needs: tuple[str, ...] = (),
    within: Within | None = None,
    given: tuple[Given, ...] = (),
    gives_way: bool = False,
) -> Callable[[Callable[..., Iterable[Evidence | Skipped]]], Rule]:
    """Make a rule of a generator function; its keyword-only arguments are the options.

    Raises ValueError where the code is not three capital letters and three digits.
    """
    wrong = ""
    if not CODE.match(code):
        wrong = "is not three capital letters and three digits"
    elif severity not in SEVERITIES:
        wrong = f"has severity {severity!r}, none of {', '.join(SEVERITIES)}"
    elif scope not in get_args(Scope):
        wrong = f"has scope {scope!r}, none of {', '.join(get_args(Scope))}"
    if wrong:
        message = f"rule code {code!r} {wrong}"
        raise ValueError(message)
    return lambda look: Rule(code, severity, scope, look, needs, within, given, gives_way)


def misfiling(
    slug: str,
    *,
    answers: tuple[str, ...],
    make: "Callable[[Filing], Iterable[tuple[Edit, ...]]]",
    taxonomy: str | None = None,
) -> "Callable[[Callable[[Filing, Evidence], Iterable[Proposal]]], Misfiling]":
    """Make a misfiling of the function that undoes it; `make` is the other direction.

    Raises ValueError where the slug is not lower-case words joined by hyphens.
    """
    if not SLUG.match(slug):
        message = f"misfiling {slug!r} is not lower-case words joined by hyphens"
        raise ValueError(message)
    return lambda undo: Misfiling(slug, answers, undo, make, taxonomy)
