"""Authority: the same command in ordinary surroundings. Closed streams, odd settings and endless files are no bug of ours."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import TINY, command, contents, haicsim, here
from pace import slowness

RUN = ("run", "kurume", *TINY)


def shell(line: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line for a shell, in which HAICSIM stands for the command."""
    whole = line.replace("HAICSIM", " ".join(command()))
    return subprocess.run(
        ["bash", "-c", whole], cwd=at, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_change_nothing_but_what_is_heard(closed: str, kept: Path) -> None:
    run = shell(f"HAICSIM run kurume {' '.join(TINY)} --out kept {closed}", kept.parent)
    assert run.returncode == 0
    assert ("Already there" in run.stdout) == (">&-" not in closed.replace("2>&-", ""))
    assert shell(f"HAICSIM run nosuch {closed}", kept.parent).returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["0", "-5", "x", "", "1" * 30])
def test_a_width_that_is_none_is_no_width(columns: str, kept: Path) -> None:
    run = haicsim(*RUN, "--out", "kept", at=kept.parent, COLUMNS=columns)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Already there: kept/" in run.stdout


@pytest.mark.slow
def test_a_width_of_one_is_obeyed_and_nothing_breaks(kept: Path) -> None:
    assert haicsim(*RUN, "--out", "kept", at=kept.parent, COLUMNS="1").returncode == 0


@pytest.mark.slow
def test_the_figures_do_not_depend_on_the_users_matplotlib(kept: Path) -> None:
    place = kept.parent / "own"
    place.mkdir()
    (place / "matplotlibrc").write_text(
        "text.usetex: True\nbackend: TkAgg\nfont.size: 30\nsavefig.bbox: tight\n"
    )
    run = haicsim(*RUN, "--out", "fresh", at=kept.parent, MPLBACKEND="nowhere", MATPLOTLIBRC=str(place))
    assert (run.returncode, run.stderr) == (0, "")
    before, after = contents(kept / "figures"), contents(kept.parent / "fresh" / "figures")
    assert before == after


def test_a_working_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    run = shell(f"cd gone; rmdir ../gone; HAICSIM run kurume {' '.join(TINY)}", tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "The working folder has been deleted: change to another and repeat the command.\n"


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["run", "sweep", "whatif"])
def test_a_name_that_is_no_text_is_refused_before_anything_begins(verb: str, tmp_path: Path) -> None:
    words = {
        "run": f"run kurume {' '.join(TINY)}",
        "sweep": "sweep boldness",
        "whatif": "whatif twin kurume --all",
    }
    run = shell(f"HAICSIM {words[verb]} --out $'bad\\xff'", tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "is no name in UTF-8: name another folder with --out" in run.stderr
    assert list(tmp_path.iterdir()) == []


PIPES = {
    "scenario": ("run", "pipe"),
    "sweep": ("sweep", "pipe"),
    "study": (*RUN, "--study", "pipe"),
    "draws": ("sensitivity", "kurume", "--method", "regression", "--draws", "pipe"),
    "parent": ("check", "heir.yaml"),
}


@pytest.mark.parametrize("what", PIPES)
def test_a_named_pipe_is_refused_and_not_waited_for(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "heir.yaml").write_text("name: h\nquestion: x\ninherits: pipe\n")
    assert here(*PIPES[what]) == 2
    said = capfd.readouterr().err
    assert "ordinary file" in said
    assert (what != "parent") or said.startswith("heir.yaml:3: inherits = 'pipe'")


@pytest.mark.parametrize(("parent", "rule"), [(".", "is a folder"), ("/dev/zero", "is no ordinary file")])
def test_what_cannot_be_inherited_is_named_with_its_line(
    parent: str, rule: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "heir.yaml").write_text(f"name: h\nquestion: x\ninherits: {parent}\n")
    assert here("check", str(tmp_path / "heir.yaml")) == 2
    assert f"heir.yaml:3: inherits = '{parent}': {rule}: name the file" in capfd.readouterr().err


@pytest.mark.slow
def test_too_little_memory_to_load_a_library_is_said(tmp_path: Path) -> None:
    run = shell(f"ulimit -v 450000; HAICSIM run kurume {' '.join(TINY)} --out x", tmp_path)
    assert run.returncode == 2
    assert run.stderr == "Not enough memory: ask for fewer patients or replications.\n"


# ---- Draws

DRAWS = {
    "a column twice": (b"policy.refusal,policy.refusal\n0.1,0.2\n", "has the column policy.refusal twice"),
    "Latin-1": ("policy.refus\xe4l\n0.1\n".encode("latin-1"), "is not text in UTF-8"),
    "nothing": (b"", "is no table that can be read"),
    "a word": (b"policy.refusal\nmany\n", "must be a finite number"),
}


@pytest.mark.parametrize("draws", DRAWS)
def test_a_table_of_draws_that_is_none_is_refused(
    draws: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    content, rule = DRAWS[draws]
    (tmp_path / "draws.csv").write_bytes(content)
    assert (
        here("sensitivity", "kurume", "--method", "regression", "--draws", str(tmp_path / "draws.csv")) == 2
    )
    assert rule in capfd.readouterr().err


# ---- Long messages

LONG = {
    "patients": ("run", "kurume", "--patients", "9" * 100_000),
    "name": ("run", "x" * 100_000),
    "value": ("run", "kurume", "--set", "policy.refusal=" + "7" * 100_000),
    "word": ("run", "kurume", "--set", "policy.decision=" + "x" * 9_000),
    "depth": ("run", "kurume", "--set", "a." + "x." * 40_000 + "y=1"),
    "source": ("run", "kurume", "--set", "policy.refusal={value: 0.2, source: " + "x" * 9_000 + "}"),
    "vary": ("sensitivity", "kurume", "--vary", "x" * 50_000),
    "outcome": ("sensitivity", "kurume", "--outcome", "x" * 50_000),
}


@pytest.mark.parametrize("what", LONG)
def test_a_long_value_is_cut_and_its_length_told(what: str, capfd: pytest.CaptureFixture[str]) -> None:
    start = time.process_time()
    assert here(*LONG[what]) == 2
    said = capfd.readouterr().err
    assert len(said) < 2_000
    assert "characters)" in said
    assert time.process_time() - start < 5.0 * slowness()


def test_a_parameter_named_twice_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("sensitivity", "kurume", "--vary", "policy.refusal", "--vary", "policy.refusal=0..0.5") == 2
    assert "--vary policy.refusal=0..0.5: names policy.refusal a second time" in capfd.readouterr().err


# ---- Interrupted at any moment


@pytest.mark.parametrize("after", [0.1, 0.3, 0.6, 1.2])
def test_interrupted_while_it_is_being_loaded_or_works_there_is_no_traceback(
    after: float, tmp_path: Path
) -> None:
    ready = "import os, runpy, sys; sys.argv = ['haicsim', *sys.argv[1:]]; print('up', flush=True); "
    ready += "runpy.run_module('haicsim', run_name='__main__', alter_sys=True)"
    with subprocess.Popen(
        [sys.executable, "-c", ready, *RUN, "--out", "x"], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline() == "up\n"
        time.sleep(after)
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
    assert "Traceback" not in said
    assert run.returncode in (130, 0)
    assert run.returncode == 0 or said == "Interrupted: nothing was left half-written.\n"


def test_interrupted_after_the_last_line_its_own_code_stands(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, threading\n"
        "from haicsim import main as command\n"
        "def ended(run, hints):\n"
        "    run()\n"
        "    sys.stdout.flush()\n"
        "    return 0\n"
        "command.ending = ended\n"
        "import atexit\n"
        "atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "sys.argv = ['haicsim', 'outcomes', 'converted']\n"
        "command.main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "conver" in run.stdout
