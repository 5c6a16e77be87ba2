"""A rule that hangs, grows, aborts, leaves or dawdles where the company's name says so."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from checker.api import Evidence, Filing, rule


@rule("HOS101", severity="warning", scope="filing")
def misbehave(filing: Filing) -> Iterator[Evidence]:
    name = " ".join(filing.facility["text"])
    log = os.environ.get("HOSTILE_LOG")
    if log:
        with Path(log).open("a", encoding="utf-8") as stream:
            stream.write(f"{name}\n")
    if "spawn" in name:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        Path(os.environ["HOSTILE_CHILD"]).write_text(str(child.pid), encoding="utf-8")
    if "hang" in name:
        while True:
            time.sleep(300)
    if "grow" in name:
        held = []
        while True:
            held.append(bytearray(32 * 1024 * 1024))
    if "abort" in name:
        os.abort()
    if "leave" in name:
        os._exit(0)
    if "dawdle" in name:
        time.sleep(0.25)
    yield from ()
