"""checker.toml: which rules, how grave, with which options; what is known of the facility."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from checker.errors import UsageError, suggest
from checker.findings import SEVERITIES, Plain, Severity

if TYPE_CHECKING:
    from checker.packs import Catalogue
    from checker.rule import Rule

DEFAULT_NAME = "checker.toml"

_KEYS = ("select", "ignore", "severity", "options", "facility", "explanation")
_EXPLANATION_KEYS = ("finding", "by", "text", "accepted", "filed", "until")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding is right as filed, by whom; it lapses when its cells change or after `until`."""

    finding: str
    by: Literal["company", "verifier"]
    text: str
    accepted: bool = False
    filed: tuple[str, ...] = ()
    """The filed texts of the finding's cells; empty: whatever stands there."""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What checker.toml says; the default says nothing."""

    select: tuple[str, ...] = ()
    """Codes or their beginnings; empty: all."""
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)
    facility: Mapping[str, Plain] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()
    name: str = DEFAULT_NAME

    def selects(self, code: str) -> bool:
        """Tell whether a code is to be looked for: selected and not ignored."""
        wanted = not self.select or any(code.startswith(each) for each in self.select)
        return wanted and not any(code.startswith(each) for each in self.ignore)

    def options_of(self, rule: Rule) -> dict[str, Plain]:
        """Give a rule's options, the set ones in place of its defaults."""
        return {**rule.options, **self.options.get(rule.code, {})}


def load_settings(path: Path | str | None = None, *, option: str = "--settings") -> Settings:
    """Read checker.toml; without a path the one in the current folder, and the default where there is none.

    `option` is the one that named the file.
    Raises UsageError, in one line with file, key and what to do, where it says what cannot be meant.
    """
    if path is None and not Path(DEFAULT_NAME).is_file():
        return Settings()
    file = Path(DEFAULT_NAME if path is None else path)
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError("settings_missing", name=file.name, error=error.strerror, option=option) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("settings_toml", name=file.name, error=str(error)) from error
    return read_settings(said, file.name)


def apply_programme(own: Settings, path: Path | None) -> Settings:
    """Put what a programme fixes over a filer's own settings; these keep what the programme leaves open.

    A programme is a settings file that an office gives to all its filers: rule set, year, materiality,
    severities. Codes that either leaves out are left out; explanations are the filer's own.
    Raises UsageError as `load_settings` does.
    """
    if path is None:
        return own
    fixed = load_settings(path, option="--programme")
    return replace(
        own,
        select=fixed.select or own.select,
        ignore=(*own.ignore, *(code for code in fixed.ignore if code not in own.ignore)),
        severity={**own.severity, **fixed.severity},
        options={
            code: {**own.options.get(code, {}), **fixed.options.get(code, {})}
            for code in sorted({*own.options, *fixed.options})
        },
        facility={**own.facility, **fixed.facility},
    )


def read_settings(said: Mapping[str, Any], name: str = DEFAULT_NAME) -> Settings:
    """Make settings of a parsed checker.toml; raises UsageError as `load_settings` does."""
    refuse_unknown(said, _KEYS, name, "")
    return Settings(
        select=read_codes(said, "select", name),
        ignore=read_codes(said, "ignore", name),
        severity=read_severities(said.get("severity", {}), name),
        options=read_options(said.get("options", {}), name),
        facility=read_facility(said.get("facility", {}), name),
        explanations=read_explanations(said.get("explanation", []), name),
        name=name,
    )


def check_settings(settings: Settings, catalogue: Catalogue) -> None:
    """Raise UsageError where settings name a code or an option that no rule has, with near matches."""
    codes = [*(each.code for each in catalogue.rules), *catalogue.built_in]
    for key, prefixes in (("select", settings.select), ("ignore", settings.ignore)):
        for prefix in prefixes:
            if not any(code.startswith(prefix) for code in codes):
                refuse(settings.name, key, f"no rule code begins with {prefix!r}{suggest(prefix, codes)}")
    for code in settings.severity:
        if code not in codes:
            refuse(settings.name, f"severity.{code}", f"there is no rule {code}{suggest(code, codes)}")
    by_code = {each.code: each for each in catalogue.rules}
    for code, options in settings.options.items():
        if code not in by_code:
            refuse(settings.name, f"options.{code}", f"there is no rule {code}{suggest(code, codes)}")
        known = by_code[code].options
        for option, value in options.items():
            key = f"options.{code}.{option}"
            if option not in known:
                refuse(settings.name, key, f"{code} has no option {option!r}{suggest(option, known)}")
            if not fits(value, known[option]):
                refuse(settings.name, key, f"{value!r} is of another kind than the default {known[option]!r}")


def fits(value: object, default: object) -> bool:
    """Tell whether a value is of its default's kind: number for number, else the same type."""
    if isinstance(value, bool) or isinstance(default, bool):
        return isinstance(value, bool) and (default is None or isinstance(default, bool))
    if isinstance(default, int | float):
        return isinstance(value, int | float)
    return default is None or isinstance(value, type(default))


def refuse(name: str, key: str, why: str) -> NoReturn:
    """Raise UsageError for a key of a settings file."""
    message = f"{name}: {key}: {why}" if key else f"{name}: {why}"
    raise UsageError(message)


def refuse_unknown(said: object, known: Iterable[str], name: str, where: str) -> None:
    """Raise UsageError where a table has a key that means nothing, or is no table."""
    if not isinstance(said, Mapping):
        refuse(name, where, f"must be a table; write [{where}]")
    for key in said:
        if key not in known:
            hint = suggest(key, known) or f"; known are {', '.join(known)}"
            refuse(name, where, f"unknown key {key!r}{hint}")


def read_codes(said: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    """Read a list of codes or their beginnings."""
    codes = said.get(key, [])
    if not isinstance(codes, list) or not all(isinstance(each, str) and each for each in codes):
        refuse(name, key, f'must be a list of codes or their beginnings; write {key} = ["ELE", "UNT104"]')
    return tuple(codes)


def read_severities(said: object, name: str) -> dict[str, Severity]:
    """Read the severity of each code."""
    if not isinstance(said, Mapping):
        refuse(name, "severity", 'must be a table; write [severity] and UNT104 = "review"')
    for code, severity in said.items():
        if severity not in SEVERITIES:
            refuse(
                name, f"severity.{code}", f"{severity!r} is no severity; write one of {', '.join(SEVERITIES)}"
            )
    return dict(said)


def read_options(said: object, name: str) -> dict[str, dict[str, Plain]]:
    """Read the options of each code."""
    if not isinstance(said, Mapping):
        refuse(name, "options", "must hold one table for each code; write [options.UNT104]")
    for code, options in said.items():
        if not isinstance(options, Mapping):
            refuse(name, f"options.{code}", f"must be a table; write [options.{code}] and its options below")
    return {code: dict(options) for code, options in said.items()}


def read_facility(said: object, name: str) -> dict[str, Plain]:
    """Read what is known of the facility; which items there are is the reader's business."""
    if not isinstance(said, Mapping):
        refuse(name, "facility", 'must be a table; write [facility] and region = "CN-AH"')
    for item, value in said.items():
        if not isinstance(value, str | int | float | bool | dt.date):
            refuse(name, f"facility.{item}", "must be a text, a number, a date, true or false")
    return dict(said)


def read_explanations(said: object, name: str) -> tuple[Explanation, ...]:
    """Read [[explanation]]; a verifier's is accepted unless it says otherwise, a company's is not."""
    if not isinstance(said, list):
        refuse(name, "explanation", "must be a list of tables; write [[explanation]]")
    return tuple(read_explanation(each, f"explanation {number}", name) for number, each in enumerate(said, 1))


def read_explanation(said: object, where: str, name: str) -> Explanation:
    """Read one explanation."""
    refuse_unknown(said, _EXPLANATION_KEYS, name, where)
    assert isinstance(said, Mapping)  # noqa: S101  # refused above; tells the type checker
    for key in ("finding", "by", "text"):
        if not isinstance(said.get(key), str) or not said[key].strip():
            refuse(name, where, f'lacks {key}; write {key} = "…"')
    if said["by"] not in {"company", "verifier"}:
        refuse(name, where, f"by = {said['by']!r}; write company or verifier")
    accepted = said.get("accepted", said["by"] == "verifier")
    if not isinstance(accepted, bool):
        refuse(name, where, "accepted must be true or false")
    if accepted and said["by"] == "company":
        refuse(name, where, 'accepted = true is the verifier\'s to say; write by = "verifier"')
    filed = said.get("filed", [])
    filed = [filed] if isinstance(filed, str) else filed
    if not isinstance(filed, list) or not all(isinstance(each, str | int | float) for each in filed):
        refuse(name, where, 'filed must be a list of what the cells held; write filed = ["665000"]')
    until = said.get("until")
    if until is not None and (not isinstance(until, dt.date) or isinstance(until, dt.datetime)):
        refuse(name, where, "until must be a date; write until = 2026-12-31")
    return Explanation(said["finding"], said["by"], said["text"], accepted, tuple(map(str, filed)), until)
