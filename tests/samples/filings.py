"""The sample filings: a name, its files, and the language a person would read its report in."""

from pathlib import Path
from typing import NamedTuple

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"


class Sample(NamedTuple):
    """A filing among the samples."""

    name: str
    files: tuple[str, ...]
    lang: str = "en"
    previous: tuple[str, ...] = ()

    @property
    def paths(self) -> list[Path]:
        return [SAMPLES / file for file in self.files]


FILINGS = [
    Sample("secco_declared", ("secco_2024_declared.xlsx",)),
    Sample("secco_declared_form", ("secco_2024_declared_form.xlsx",), "zh"),
    Sample("secco_corrected", ("secco_2024_corrected.xlsx",), "hi"),
    Sample("boiler", ("boiler_2024.xlsx",)),
    Sample("boiler_zh", ("boiler_2024_zh.xlsx",), "zh"),
    Sample("boiler_form_and_ledger", ("boiler_2024_form_zh.xlsx", "boiler_2024_zh.xlsx"), "zh"),
    Sample("boiler_corrected", ("boiler_2024_corrected.xlsx",)),
    *(Sample(file.stem, (f"batch_2024/{file.name}",)) for file in sorted(SAMPLES.glob("batch_2024/*.xlsx"))),
]
READABLE = [each for each in FILINGS if each.name != "plant_22"]
"""All but the one that is no workbook."""
