"""Draw the picture of the README: what `checker check` says of the SECCO sample, in a terminal of 80 columns."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

from checker.engine import check
from checker.packs import load_catalogue
from checker.reports.text import render_text

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_workbooks" / "secco_2024_declared.xlsx"
LINES = 34


def main() -> None:
    """Write docs/session.svg."""
    text = render_text(check(SAMPLE), "en", "company", load_catalogue(), colour=True, width=80)
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ checker check {SAMPLE.name}", style="bold"))
    console.print(Text.from_ansi("\n".join(text.splitlines()[:LINES])))
    svg = console.export_svg(title="activity-checker", unique_id="session")
    (ROOT / "docs" / "session.svg").write_text(svg, encoding="utf-8")
    print("docs/session.svg")


if __name__ == "__main__":
    main()
