"""What stated totals cover, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from checker.api import take_column
from rules.balance._keystrokes import allow_rounding, measure_digit

if TYPE_CHECKING:
    import pandas as pd

    from checker.api import Filing
    from rules._columns import Ints, Numbers


class Sums(NamedTuple):
    """What totals come to, by total in order of `total`, and which facts make them: `number`, `fact`."""

    total: Ints
    place: Ints
    """Positions in `filing.totals`."""
    sum: Numbers
    as_text: Numbers
    blanks: Ints
    told: Ints
    number: Ints
    fact: Ints
    """For each covered fact its total's place in `total`, and its position in `filing.facts`."""


def add_parts(filing: Filing) -> Sums:
    """Add up what each total covers, in base units; totals that cover a withheld figure are left out."""
    import numpy as np
    import pandas as pd

    facts, covers = filing.facts.index, filing.covers
    fact = facts.get_indexer(pd.Index(covers["fact"]))
    total, number = np.unique(covers["total"].to_numpy(), return_inverse=True)
    place = filing.totals.index.get_indexer(pd.Index(total))
    whole = (np.bincount(number[fact < 0], minlength=len(total)) == 0) & (place >= 0)
    kept = whole[number]
    number, fact = (np.cumsum(whole) - 1)[number[kept]], fact[kept]
    amounts, state = (take_column(filing, "facts", name)[fact] for name in ("amount", "state"))
    numbers, size = np.nan_to_num(amounts), int(whole.sum())
    return Sums(
        total[whole], place[whole], _sum(numbers, number, size),
        _sum(numbers * (state == "text"), number, size),
        np.bincount(number[state == "blank"], minlength=size), np.bincount(number[~np.isnan(amounts)], minlength=size),
        number, fact,
    )  # fmt: skip


def sum_parts(filing: Filing) -> pd.DataFrame:
    """Give by total row: sum, as_text (amount stored as text), blanks, told (figures with a number), slack.

    All amounts are in base units. Totals that cover a withheld figure are left out.
    """
    import numpy as np
    import pandas as pd

    sums = filing.share("sums of parts", add_parts)
    known = ~np.isnan(take_column(filing, "facts", "amount")[sums.fact])
    fact, total = sums.fact[known], sums.place
    steps = measure_steps(filing, "facts", fact), measure_steps(filing, "totals", total)
    groups = np.concatenate([sums.number[known], np.arange(len(total))])
    return pd.DataFrame(
        {
            "sum": sums.sum, "as_text": sums.as_text, "blanks": sums.blanks, "told": sums.told,
            "slack": allow_rounding(np.concatenate(steps), groups),
        },
        index=pd.Index(sums.total, name="total"),
    )  # fmt: skip


def measure_steps(filing: Filing, table: str, place: Ints) -> Numbers:
    """Give one unit of the last digit, in base units, of the figures at some positions of a table."""
    import numpy as np

    digits = [measure_digit(text) for text in take_column(filing, table, "text")[place].tolist()]
    return np.array(digits, dtype=np.float64) * take_column(filing, table, "scale")[place]


def _sum(numbers: Numbers, groups: Ints, size: int) -> Numbers:
    import numpy as np

    return np.bincount(groups, weights=numbers, minlength=size).astype(np.float64)
