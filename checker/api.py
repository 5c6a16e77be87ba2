"""The only door for rule packs: everything a rule or a misfiling may use."""

from checker.accounting.said_twice import pair_alike, say_the_same
from checker.arrays import code_column, number_codes, number_years, take_column
from checker.diagnosis import Proposal
from checker.filing import AS_FILED, NO_SERIES, Edit, Filing, NewFact, plain
from checker.findings import Evidence, Skipped
from checker.rule import Misfiling, Rule, misfiling, rule

__all__ = [
    "AS_FILED",
    "NO_SERIES",
    "Edit",
    "Evidence",
    "Filing",
    "Misfiling",
    "NewFact",
    "Proposal",
    "Rule",
    "Skipped",
    "code_column",
    "misfiling",
    "number_codes",
    "number_years",
    "pair_alike",
    "plain",
    "rule",
    "say_the_same",
    "take_column",
]
