"""The README keeps its word: every command and snippet runs, every target and file it names exists."""

import re
import shlex
from pathlib import Path

import pytest
from tree import ROOT

from haicsim.edge import ending
from haicsim.main import obey

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
COMMANDS = [
    line.partition("#")[0].strip()
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if line.startswith("haicsim ")
]
SMALL = 60


def tiny(command: str) -> list[str]:
    """The command as written, with few patients; of the runs only the one that is kept is compared, a minute each."""
    words = shlex.split(re.sub(r"--patients \d+", f"--patients {SMALL}", command))[1:]
    sized = words[0] in ("run", "whatif") and "--patients" not in words
    alone = words[0] == "run" and "--out" not in words
    return [*words, *(["--patients", str(SMALL)] if sized else []), *(["--no-compare"] if alone else [])]


def here(words: list[str]) -> int:
    """The command in this process: its exit code."""
    return ending(lambda: obey(words))


@pytest.mark.slow
def test_every_command_shown_runs_in_the_order_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    named = re.search(r"Save it as `([\w.-]+)`", README)
    assert named is not None
    (tmp_path / named[1]).write_text(next(block for language, block in BLOCKS if language == "yaml"))
    assert {words.split()[1] for words in COMMANDS} >= {"run", "story", "check"}
    for command in COMMANDS:
        assert (here(tiny(command)), capfd.readouterr().err) == (0, ""), command


def test_every_command_named_in_the_text_shows_its_help(capfd: pytest.CaptureFixture[str]) -> None:
    helps = set(re.findall(r"`haicsim ([\w -]*--help)`", README))
    assert len(helps) > 1
    for words in helps:
        assert here(words.split()) == 0
        assert "Usage: haicsim" in capfd.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("snippet", [block for language, block in BLOCKS if language == "python"])
def test_every_python_snippet_runs(
    snippet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(re.sub(r"patients=\d+", f"patients={SMALL}", snippet), "README.md", "exec"), {})
    assert capfd.readouterr().out


def test_every_make_target_named_exists_and_every_target_is_phony() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = set(re.findall(r"\bmake ([a-z]+)", "\n".join([README, *re.findall(r"^# .*", makefile, re.M)])))
    assert {"run", "test", "picture"} <= named <= targets
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)
    assert phony is not None
    assert set(phony[1].split()) == targets


def test_the_first_screen_has_the_picture_both_commands_and_both_warnings() -> None:
    screen = README.partition("## Everyday use")[0]
    assert len(screen.splitlines()) < 60
    for said in (
        "docs/pictures/survival.png",
        "make run",
        "make test",
        "pip install -c constraints.txt -e .",
    ):
        assert said in screen
    assert "simulates everyone who *starts* HAIC" in screen
    assert "not for treating a patient" in screen
    assert "18 patients cannot tell much" in screen
    assert "conversion rate is set by its prior" in screen


def test_the_picture_is_small() -> None:
    picture = (ROOT / "docs" / "pictures" / "survival.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 250_000


@pytest.mark.slow
def test_files_a_run_leaves_behind_are_those_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert here(["run", "kurume", "--patients", str(SMALL), "--out", "here"]) == 0
    section = README.partition("## What a run leaves behind")[2].partition("## ")[0]
    listed = set(re.findall(r"^\| `([\w./]+)` \|", section, re.M))
    assert listed == {path.name + "/" * path.is_dir() for path in (tmp_path / "here").iterdir()}


def test_every_topic_of_a_scenario_is_in_the_table_of_where_is_what() -> None:
    from haicsim.sim.scenario.model import Scenario

    section = README.partition("## Where is what")[2].partition("## ")[0]
    topics = [name for name in Scenario.model_fields if name not in ("name", "question", "run")]
    assert [topic for topic in topics if f"`{topic}`" not in section] == []


def test_every_file_of_rules_and_chapters_is_in_the_table_of_where_is_what() -> None:
    section = README.partition("## Where is what")[2].partition("## ")[0]
    for room in ("rules", "pathway", "parameters"):
        modules = [path for path in (ROOT / "sim" / room).glob("*.py") if path.stem not in MACHINERY]
        assert [path.name for path in modules if f"sim/{room}/{path.name}" not in section] == []


MACHINERY = ("__init__", "base", "catalogue", "settings", "tables")
