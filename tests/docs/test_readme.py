"""The README says what is so: its sessions are run, its length and its links are held."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SESSIONS = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


def run(command, folder):
    words = shlex.split(command)
    if words[0] == "python":
        (folder / words[1]).write_text(PYTHON[0], "utf-8")
        words = [words[1]]
    else:
        words = ["-m", "checker", *words[1:]]
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode in (0, 1, 3), done.stderr
    return done.stdout


@pytest.mark.parametrize("session", SESSIONS, ids=["company", "verifier", "authority"])
def test_a_session_prints_what_the_readme_shows(session, tmp_path):
    (tmp_path / "sample_workbooks").symlink_to(ROOT / "sample_workbooks")
    for step in session.split("$ ")[1:]:
        command, _, shown = step.partition("\n")
        printed = run(command, tmp_path).splitlines()
        at = 0
        for line in shown.splitlines():
            if line == "…":
                continue
            assert line in printed[at:], f"{line!r} is not in what `{command}` prints"
            at = printed.index(line, at) + 1


def test_each_of_the_three_users_has_a_session():
    assert len(SESSIONS) == 3
    assert all(session.startswith("$ ") for session in SESSIONS)


def test_the_readme_stays_a_page():
    assert len(README.splitlines()) <= 80


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_the_picture_shows_what_the_sample_says_today(tmp_path):
    svg = (ROOT / "docs" / "session.svg").read_text("utf-8")
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", svg)).replace("&#160;", " ")

    for word in ("ELE103", "Electricity!C5:N5", "451.0", "PV"):
        assert word in shown
