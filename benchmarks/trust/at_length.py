"""The tests too long for every change, `make long`: which of them passed, when and by which Python."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from benchmarks.trust import project

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # as in the Makefile


def measure(tests: list[str]) -> int:
    """Run the long tests, or those of them named, and keep what became of each; pytest's exit code."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        words = f"-m pytest -m long --numprocesses auto --dist loadfile --junitxml={report}".split()
        code = subprocess.run(
            [sys.executable, *words, *tests], cwd=project.ROOT, env=os.environ | ONE_THREAD
        ).returncode
        if not report.is_file():
            return code
        found = outcomes(ElementTree.parse(report).getroot())
    keep(found)
    return code


def outcomes(report: ElementTree.Element) -> dict[str, str]:
    """Of each function in pytest's report, the worst of its cases: passed, skipped or failed."""
    found: dict[str, str] = {}
    order = ("passed", "skipped", "failed")
    for case in report.iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        wrong = case.find("failure") is not None or case.find("error") is not None
        said = "failed" if wrong else "skipped" if case.find("skipped") is not None else "passed"
        found[name] = max(found.get(name, "passed"), said, key=order.index)
    return found


def keep(found: dict[str, str]) -> None:
    """Write down what became of these tests; what is kept of others stays as it is."""
    kept = project.read("long") | {
        name: {"outcome": said, **project.occasion()} for name, said in found.items()
    }
    project.keep("long", dict(sorted(kept.items())))
