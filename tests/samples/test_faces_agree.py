"""The command line, the Python API, the pool and the page say the same of every sample."""

import html
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

import checker
from checker.batch.guarded import check_tasks
from checker.batch.stored import load_report
from checker.batch.worker import Limits, Options, Task
from checker.cli import group
from checker.packs import load_catalogue
from checker.reports.json import build_report
from tests.samples.filings import READABLE

TEXTS = {"title", "message", "advice", "question", "reason", "would_need", "swings", "lang", "checker"}


def strip(value):
    """Take away what depends on version and language."""
    if isinstance(value, dict):
        return {key: strip(each) for key, each in value.items() if key not in TEXTS}
    return [strip(each) for each in value] if isinstance(value, list) else value


def run(sample, *options):
    files = [str(path) for path in sample.paths]
    added = [part for path in files[1:] for part in ("--with", path)]
    result = CliRunner().invoke(group, ["check", files[0], *added, *options])
    assert result.exit_code in {0, 1}, result.output
    return result.stdout


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def pooled(catalogue):
    """Every sample as two workers of the pool report it."""
    tasks = [Task(number, tuple(sample.paths)) for number, sample in enumerate(READABLE)]
    return {
        READABLE[task.number].name: load_report(answer.report)
        for task, answer in check_tasks(tasks, Options(), Limits(), 2, catalogue=catalogue)
    }


@pytest.mark.parametrize("sample", READABLE, ids=lambda sample: sample.name)
def test_all_faces_say_the_same(sample, pooled, catalogue):
    ours = checker.check(sample.paths[0], with_=sample.paths[1:])
    built: Any = build_report(ours, "en", "company", catalogue)

    assert pooled[sample.name] == ours
    assert strip(json.loads(run(sample, "--format", "json", "--lang", sample.lang))) == strip(built)
    assert read_page(run(sample, "--format", "html", "--lang", sample.lang)) == [
        (each["id"], each["code"], each["severity"], each["cells"]) for each in built["findings"]
    ]
    text = run(sample, "--lang", "en")
    assert re.findall(r"^([A-Z]{3}\d{3}), ", text, re.MULTILINE) == [
        each["code"] for each in built["findings"]
    ]


def read_page(page):
    """Read the findings back out of a page."""
    found = re.findall(
        r'data-id="([^"]*)"\s+data-code="([^"]*)"\s+data-severity="([^"]*)"\s+data-cells="([^"]*)"', page
    )
    return [(key, code, severity, json.loads(html.unescape(cells))) for key, code, severity, cells in found]
