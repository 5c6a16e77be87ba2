"""What only tells about rules imports nothing heavy, and a closed pipe is no accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faces.reports_made import PACKS

ROOT = Path(__file__).parent.parent.parent
HEAVY = ("pandas", "pandera", "sklearn", "numpy", "openpyxl")


@pytest.fixture
def environment(tmp_path):
    """A fresh interpreter's world in which the good pack alone is installed."""
    (tmp_path / "sitecustomize.py").write_text(
        "from importlib import metadata\n"
        "point = metadata.EntryPoint('good', 'good_pack', 'checker.rules')\n"
        "found = metadata.entry_points\n"
        "metadata.entry_points = lambda **which: [point] if which['group'] == point.group else found(**which)\n"
    )
    paths = [str(tmp_path), str(ROOT), str(PACKS)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "ascii"}


def run(environment, *args, **how):
    return subprocess.run(
        [sys.executable, *args],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **how,
    )


@pytest.mark.parametrize("args", [["--help"], ["check", "--help"], ["rules"], ["explain", "ELX101"]])
def test_telling_about_rules_imports_nothing_heavy(environment, args):
    script = (
        "import sys\n"
        "from checker.cli import group\n"
        f"group({args!r}, standalone_mode=False, prog_name='checker')\n"
        f"heavy = sorted(set({HEAVY!r}) & set(sys.modules))\n"
        "assert not heavy, heavy\n"
    )
    result = run(environment, "-c", script)
    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_importing_the_package_imports_next_to_nothing(environment):
    result = run(
        environment, "-c", "import sys, checker; print([m for m in sys.modules if m.startswith('checker')])"
    )
    assert result.stdout.strip() == "['checker']"


def test_it_runs_as_a_module_and_writes_utf8_when_piped(environment):
    result = run(environment, "-m", "checker", "rules", "--lang", "zh")
    assert result.returncode == 0, result.stderr
    assert "光伏发电量误填为购入电力" in result.stdout


def test_a_reader_that_leaves_early_causes_no_traceback(environment):
    script = (
        "import os, sys\n"
        "from checker.commands.common import put_out\n"
        "for _ in range(3):\n"
        "    put_out('x' * 200_000)\n"
        "sys.exit(1)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 1
    assert errors == b""


def run_check(*arguments):
    """Check with the rules that ship, in a fresh interpreter, and list what it imported."""
    script = (
        "import sys\n"
        "from checker.cli import group\n"
        "try:\n"
        f"    group(['check', *{list(arguments)!r}], standalone_mode=False, prog_name='checker')\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(sorted(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout, set(eval(done.stderr.strip().splitlines()[-1]))  # the list the script printed


@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
def test_no_check_imports_scikit_learn(lang):
    printed, modules = run_check("sample_workbooks/secco_2024_declared.xlsx", "--lang", lang)

    assert "ELE103" in printed
    assert "pandera" in modules
    assert not {"sklearn", "scipy", "openpyxl"} & modules


@pytest.mark.parametrize("name", ["missing.xlsx", "text.xlsx", "nothing.xlsx"])
def test_a_file_is_refused_before_pandas_is_imported(name, tmp_path):
    from checker.testing import write_book

    (tmp_path / "text.xlsx").write_text("hello")
    write_book({"Minutes": [["Minutes of a meeting"], ["Present", 4]]}, tmp_path / "nothing.xlsx")

    _, modules = run_check(str(tmp_path / name))

    assert not {"pandas", "pandera", "sklearn"} & modules
