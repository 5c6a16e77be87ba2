"""Finds misfiled entries in workbooks of greenhouse-gas activity data, and what they are worth in tCO2e."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.engine import check
    from checker.findings import Report
    from checker.many import check_many

__all__ = ["Report", "__version__", "check", "check_many"]

__version__ = "0.1.0"

_HOMES = {"Report": "checker.findings", "check": "checker.engine", "check_many": "checker.many"}


def __getattr__(name: str) -> object:
    """Import what is asked for on first use, so that `import checker` costs nothing."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List what is public."""
    return sorted(__all__)
