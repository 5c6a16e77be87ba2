"""A report as JSON text that loses nothing: what a child hands over and a results folder keeps.

It holds codes and values, no sentence, so that one stored report reads in every language. It is
not the JSON report (checker/reports/json.py), which is made of it when it is shown.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from checker import findings
from checker.cells import CellRef
from checker.findings import Report

RECORDS: dict[str, Any] = {
    name: record
    for name, record in vars(findings).items()
    if isinstance(record, type) and dataclasses.is_dataclass(record)
}
"""The dataclasses of checker.findings by name."""


def dump_report(report: Report) -> str:
    """Write a report, or any record of checker.findings, as JSON text; `load_report` gives it back equal.

    Raises TypeError for a value that no report may hold.
    """
    text = json.dumps(_pack(report), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # a file's name may hold bytes that are no UTF-8: Python's escape of them is JSON's too
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def load_report(text: str) -> Report:
    """Read what `dump_report` wrote; a field that this version does not know is passed over.

    Raises ValueError where the text is none of ours.
    """
    try:
        report = _unpack(json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        message = f"not a stored report ({type(error).__name__}: {error})"
        raise ValueError(message) from error
    if not isinstance(report, Report):
        message = "not a stored report"
        raise ValueError(message)  # noqa: TRY004  # the text is wrong, whatever it holds
    return report


def rename_files(report: Report, names: Mapping[str, str]) -> Report:
    """Give the report of the same bytes under other file names, by the old name of each."""
    renamed: Report = _rename(report, names)
    if renamed.unreadable is not None:
        for old, new in names.items():
            if renamed.unreadable.startswith(f"{old}:"):
                return dataclasses.replace(renamed, unreadable=new + renamed.unreadable[len(old) :])
    return renamed


def _pack(value: Any) -> Any:  # noqa: ANN401  # whatever a report holds
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"f": repr(float(value))}
    if isinstance(value, CellRef):
        return {"c": list(value)}
    if isinstance(value, dt.date):
        return {"s" if isinstance(value, dt.datetime) else "d": value.isoformat()}
    if isinstance(value, list):
        return [_pack(each) for each in value]
    if isinstance(value, tuple):
        return {"t": [_pack(each) for each in value]}
    if isinstance(value, Mapping):
        return {"m": {str(key): _pack(each) for key, each in value.items()}}
    if type(value).__name__ in RECORDS and dataclasses.is_dataclass(value):
        fields = [(field, getattr(value, field.name)) for field in dataclasses.fields(value)]
        told = {field.name: _pack(held) for field, held in fields if not _is_default(field, held)}
        return {"r": type(value).__name__, **told}
    message = f"no report may hold a {type(value).__name__}"
    raise TypeError(message)


def _is_default(field: dataclasses.Field[Any], value: object) -> bool:
    if field.default is not dataclasses.MISSING:
        return type(value) is type(field.default) and value == field.default
    return field.default_factory is not dataclasses.MISSING and value == field.default_factory()


def _unpack(value: Any) -> Any:  # noqa: ANN401  # whatever a report holds
    if isinstance(value, list):
        return [_unpack(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "r" in value:
        record = RECORDS[value["r"]]
        known = {field.name for field in dataclasses.fields(record)}
        return record(**{name: _unpack(held) for name, held in value.items() if name in known})
    ((mark, held),) = value.items()
    read: dict[str, Callable[[Any], Any]] = {
        "f": float,
        "c": lambda cell: CellRef(*cell),
        "d": dt.date.fromisoformat,
        "s": dt.datetime.fromisoformat,
        "t": lambda items: tuple(_unpack(each) for each in items),
        "m": lambda items: {key: _unpack(each) for key, each in items.items()},
    }
    return read[mark](held)


def _rename(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401  # whatever a report holds
    if isinstance(value, CellRef):
        return value._replace(file=names.get(value.file, value.file))
    if isinstance(value, tuple | list):
        return type(value)(_rename(each, names) for each in value)
    if isinstance(value, Mapping):
        return {key: _rename_field(key, each, names) for key, each in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    # a file's own record calls its name "name", all others "file"
    own = "name" if isinstance(value, findings.FileRead) else "file"
    changed = {
        field.name: _rename_field("file" if field.name == own else "", getattr(value, field.name), names)
        for field in dataclasses.fields(value)
    }
    return dataclasses.replace(value, **changed)


def _rename_field(name: str, value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401
    if name == "file" and isinstance(value, str):
        return names.get(value, value)
    return _rename(value, names)
