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
SESSIONS = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", README, flags=re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


def run(command, tmp_path):
    words = shlex.split(command)
    if words[0] == "python":
        (tmp_path / words[1]).write_text(PYTHON[0], "utf-8")
        words = [str(tmp_path / words[1])]
    else:
        files = [sorted(map(str, ROOT.glob(word))) if "*" in word else [word] for word in words[1:]]
        words = ["-m", "checker", *(word for group in files for word in group)]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@pytest.mark.parametrize(("command", "shown"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_session_prints_what_the_readme_shows(command, shown, tmp_path):
    printed = run(command, tmp_path).splitlines()

    at = 0
    for line in shown.splitlines():
        if line == "…":
            continue
        assert line in printed[at:], f"{line!r} is not in what `{command}` prints"
        at = printed.index(line, at) + 1


def test_each_of_the_three_users_has_a_session():
    assert len(SESSIONS) == 3


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
