"""What is printed: readable in 80 columns, in a pipe and without colour; JSON for machines and nothing else."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import warnings
from pathlib import Path

import pytest
from commands import TINY, command, haicsim, here
from lengths import long_but

RUN = ("run", "kurume", *TINY, "--out", "kept")
ANSWERS = {
    "run": RUN,
    "story": ("story", "kept", "--patient", "7"),
    "check": ("check", "one-theatre"),
}


def on_screen(arguments: tuple[str, ...], at: Path, columns: int = 80, **environment: str) -> str:
    """What appears in a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    shown = {**os.environ, "TERM": "xterm", **environment}
    shown.pop("COLUMNS", None)
    with subprocess.Popen(
        command(*arguments), cwd=at, stdin=theirs, stdout=theirs, stderr=theirs, env=shown
    ) as run:
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            said += piece
    os.close(ours)
    assert run.returncode == 0
    return said.decode()


def plain(text: str) -> str:
    """Without the terminal's control sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("answer", ANSWERS)
def test_in_80_columns_nothing_is_too_wide_or_cut(answer: str, kept: Path) -> None:
    lines = plain(on_screen(ANSWERS[answer], kept.parent, NO_COLOR="1")).splitlines()
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert "…" not in "".join(lines)
    assert len(lines) > 20


@pytest.mark.slow
def test_without_colour_there_is_none(kept: Path) -> None:
    said = on_screen(RUN, kept.parent, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|9[0-7]|38;|48;)[0-9;]*m", said)


def test_the_table_keeps_a_landmark_on_one_line(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert here(*RUN) == 0
    table = capfd.readouterr().out.partition("Survival of the resected beside the paper")[2]
    rows = [line for line in table.splitlines() if re.match(r" .{18} [1235]  ", line)]
    published = (kept / "survival.csv").read_text().count("\n") - 1
    assert len(rows) == published
    for row in rows:
        assert re.search(
            r" (\d+ \(\d+-\d+\)) +\d+ +(-|\d+( \(\d+-\d+\))?) +[\d,]+ +(yes|NO|-)$", row.rstrip()
        ), row


@pytest.mark.slow
@pytest.mark.parametrize("answer", ANSWERS)
def test_in_a_pipe_there_are_no_control_characters_and_nothing_on_the_error_stream(
    answer: str, kept: Path
) -> None:
    run = haicsim(*ANSWERS[answer], at=kept.parent)
    assert (run.returncode, run.stderr) == (0, "")
    assert all(line.isprintable() for line in run.stdout.splitlines())


@pytest.mark.parametrize("answer", ANSWERS)
def test_json_is_all_there_is_on_standard_output(
    answer: str, kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert here(*ANSWERS[answer], "--json") == 0
    out, err = capfd.readouterr()
    told = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert isinstance(told, dict)
    assert err == ""


def test_json_of_a_run_says_what_the_files_say(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert here(*RUN, "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert set(told) == {"folder", "summary", "survival", "comparison", "agreement", "provenance"}
    assert (told["comparison"], told["agreement"]) == (None, None), "not asked for"
    assert told["summary"] == json.loads((kept / "summary.json").read_text())
    assert told["provenance"] == json.loads((kept / "provenance.json").read_text())
    assert told["summary"]["flow"]["started"] == 60
    assert {row["simulated_in_printed_interval"] for row in told["survival"]} <= {True, False, None}


@pytest.mark.slow
def test_a_fresh_run_as_json_prints_nothing_else(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert here(*RUN[:-1], "fresh", "--json") == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert json.loads(out)["folder"] == "fresh"


@pytest.mark.slow
def test_brackets_in_a_question_or_folder_are_printed_as_they_are(
    kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    question = "What [bold]if[/bold] [/nothing] were scarce?"
    Path("odd.yaml").write_text(f"name: odd\nquestion: '{question}'\ninherits: kurume.yaml\n")
    assert here("run", "odd.yaml", *TINY, "--out", "[red]") == 0
    out = capfd.readouterr().out
    assert question in " ".join(out.split())
    assert "Written: [red]/" in out
    assert here("check", "odd.yaml") == 0
    assert question in capfd.readouterr().out


def test_a_life_told_by_another_model_says_so(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    mark = kept / "provenance.json"
    origin = json.loads(mark.read_text())
    mark.write_text(json.dumps({**origin, "model_version": "0.0.1+0123456789ab"}))
    assert here("story", "kept", "--patient", "7") == 0
    assert "kept: was run by model 0.0.1+0123456789ab; this is " in capfd.readouterr().err


@pytest.mark.parametrize("patients", long_but(["1", "5"], "1"))
@pytest.mark.slow
def test_worlds_of_one_and_few_patients_are_answered_without_a_warning(
    patients: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert here("run", "kurume", "--patients", patients, "--out", "few") == 0
