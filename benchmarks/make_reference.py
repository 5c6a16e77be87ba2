"""Make the reference that ships: checker/swings/reference.npz, fitted to the generated reference cohort.

Run: python benchmarks/make_reference.py
"""

from checker.swings.cohort import CALM, generate_cohort
from checker.swings.fit import fit_reference
from checker.swings.reference import SHIPPED, save_reference

MONTHS = (12, 24, 36)
"""A line is judged by one, two or three years: a third of the cohort each."""


def main() -> None:
    """Fit forest and ranking to lines of one, two and three years, and save them."""
    learnt = [generate_cohort(months, seed=months) for months in MONTHS]
    unseen = [generate_cohort(months, seed=100 + months, events=CALM) for months in MONTHS]
    reference = fit_reference(learnt, unseen)
    save_reference(reference, SHIPPED)
    print(
        f"forest: {len(reference.forest.trees.column)} nodes, ranking: {len(reference.ranking.column)} nodes"
    )
    print(f"{[int(each) for each in reference.months]} clean months by kind; {SHIPPED.stat().st_size} bytes")


if __name__ == "__main__":
    main()
