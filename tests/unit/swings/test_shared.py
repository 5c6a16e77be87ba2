"""Many lines that stand out in one month are one thing to tell; a few are not."""

import numpy as np
import pytest

from checker.swings.judge import find_swings
from checker.swings.shared import count_shared
from tests.unit.building import build_filing, line

STEADY = np.array([182.4, 171.3, 176.9, 169.8, 174.2, 188.6, 194.7, 190.1, 180.3, 178.8, 181.2, 185.6])


def count(out, of):
    standing = np.zeros((of, 12), dtype=bool)
    standing[:out, 3] = True
    return int(count_shared(standing, np.ones((of, 12), dtype=bool), np.zeros((of, 1), dtype=np.int64)).max())


@pytest.mark.parametrize(("out", "of", "told"), [(5, 6, 6), (4, 4, 0), (5, 20, 20), (5, 21, 0)])
def test_five_lines_and_a_quarter_of_those_judged_make_a_month_of_many(out, of, told):
    assert count(out, of) == told


def test_lines_that_share_nothing_are_counted_apart():
    standing = np.ones((6, 1), dtype=bool)
    assert count_shared(standing, standing, np.arange(6)[:, None]).max() == 0


def test_lines_doubled_in_one_month_say_how_many_were_judged_beside_them():
    lines = []
    for number in range(6):
        months = STEADY * (number + 1)
        months[4] *= 2
        lines.append(
            line("grid_electricity", "purchased", months.tolist(), unit="MWh", label=f"Hall {number}")
        )
    swings = find_swings(build_filing(lines=lines, facility={"region": "CN-AH"}, year=2024)).found
    assert [swing.beside for swing in swings if swing.rate < 1] == [6] * 6
