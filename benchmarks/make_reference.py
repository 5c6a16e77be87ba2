"""Make the forest that ships: checker/swings/reference.npz, fitted to the generated reference cohort.

Run: python benchmarks/make_reference.py
"""

from checker.swings.cohort import make_rows
from checker.swings.fit import fit_forest, save_forests
from checker.swings.forest import REFERENCE

YEAR, YEARS = 12, 24


def main() -> None:
    """Fit one forest to lines of a year, one to lines of two years, and save both."""
    forests = {
        "year": fit_forest(make_rows(YEAR, last_year=False)),
        "years": fit_forest(make_rows(YEARS, last_year=True)),
    }
    save_forests(forests, REFERENCE)
    for name, forest in forests.items():
        print(f"{name}: {len(forest.feature)} nodes, {len(forest.scores)} clean months")
    print(f"{REFERENCE.name}: {REFERENCE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
