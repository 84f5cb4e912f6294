"""However a command ends: its exit code, one honest line, and no traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from commands import TINY, command, haicsim, here, python
from lengths import long_but

BUG = "import haicsim.analysis.results.folder as f\n"
BUG += "def broken(*_): raise ZeroDivisionError('division\\nby zero')\nf.folder_for = broken\n"
MAIN = "import sys\nsys.argv = ['haicsim', 'run', 'kurume', '--patients', '60', '--engine', 'process', '--out', 'x']\n"
MAIN += "from haicsim.main import main\nmain()\n"


@pytest.mark.slow
def test_a_bug_ends_with_1_and_says_it_is_ours_and_how_to_see_more(tmp_path: Path) -> None:
    run = python(BUG + MAIN, tmp_path, HAICSIM_TRACEBACK="")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.count("\n") == 1
    for said in (
        "internal error (ZeroDivisionError: division\\nby zero)",
        "a bug in haicsim",
        "HAICSIM_TRACEBACK=1",
    ):
        assert said in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
def test_the_traceback_is_there_for_who_asks(tmp_path: Path) -> None:
    run = python(BUG + MAIN, tmp_path, HAICSIM_TRACEBACK="1")
    assert run.returncode == 1
    assert "Traceback (most recent call last)" in run.stderr
    assert run.stderr.splitlines()[-1].startswith("haicsim: internal error (ZeroDivisionError")


def test_an_impossible_story_is_a_bug_too(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from haicsim.sim.errors import HaicsimError

    def broken(*_: object) -> None:
        raise HaicsimError("patient 3: a stay of nan days is impossible")

    monkeypatch.setattr("haicsim.sim.scenario.load.load_scenario", broken)
    assert here("check", "kurume") == 1
    err = capfd.readouterr().err
    assert err.startswith("patient 3: a stay of nan days is impossible. Set HAICSIM_TRACEBACK=1")


def test_too_little_memory_is_said(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("haicsim.sim.scenario.load.load_scenario", exhausted)
    assert here("check", "kurume") == 2
    assert capfd.readouterr().err == "Not enough memory: ask for fewer patients or replications.\n"


STOP = (
    "import os, signal, time\n"
    "def stop(*_, **__):\n"
    "    os.kill(os.getpid(), signal.{signal})\n"
    "    time.sleep(30)\n"
    "import {module} as module\n"
    "module.{name} = stop\n"
)
MOMENTS = {
    "simulating": ("haicsim.sim.run", "run"),
    "writing": ("haicsim.analysis.results.write", "_write"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "moment"),
    [
        ("SIGINT", "simulating"),
        ("SIGTERM", "simulating"),
        ("SIGHUP", "simulating"),
        ("SIGINT", "writing"),
        ("SIGHUP", "writing"),
    ],
)
def test_interrupted_ends_with_130_at_once_and_leaves_nothing(by: str, moment: str, tmp_path: Path) -> None:
    module, name = MOMENTS[moment]
    main = MAIN.replace("'--out'", "'--no-compare', '--out'")
    run = python(STOP.format(signal=by, module=module, name=name) + main, tmp_path)
    assert (run.returncode, run.stdout) == (130, "")
    assert run.stderr == "Interrupted: nothing was left half-written.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_suite_may_be_started_with_interrupts_ignored_as_by_nohup_in_the_background(
    tmp_path: Path,
) -> None:
    one = f"{__file__}::test_interrupted_ends_with_130_at_once_and_leaves_nothing[SIGINT-simulating]"
    suite = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inner'}", one],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert "1 passed" in suite.stdout, suite.stdout


@pytest.mark.slow
def test_a_closed_terminal_is_ignored_where_that_was_asked_for(tmp_path: Path) -> None:
    code = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"  # as `nohup` does
    code += (
        STOP.replace("time.sleep(30)", "return kept(*_, **__)")
        .format(signal="SIGHUP", module="haicsim.sim.run", name="run")
        .replace(
            "import haicsim.sim.run as module\n", "import haicsim.sim.run as module\nkept = module.run\n"
        )
    )
    run = python(code + MAIN.replace("'--out'", "'--no-compare', '--out'"), tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "x" / "provenance.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("moment", long_but(["writing", "exchanged", "put aside"], "writing"))
def test_killed_over_again_the_finished_results_are_there_or_put_back_by_the_next_command(
    moment: str, kept: Path
) -> None:
    """Authority: SIGKILL, which nothing can be done about while it happens."""
    die = "import os, signal\ndef die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
    die += (
        "import haicsim.analysis.results.folder as folder\nimport haicsim.analysis.results.write as write\n"
    )
    die += {
        "writing": "write.sign = die\n",
        "exchanged": "swap = folder.exchange\nfolder.exchange = lambda *both: swap(*both) and die()\n",
        "put aside": "folder.exchange = lambda *_: False\nrename = os.rename\n"
        "def once(source, place):\n    rename(source, place)\n    die()\nos.rename = once\n",
    }[moment]
    again = MAIN.replace("'--out', 'x'", "'--no-compare', '--again', '--out', 'kept'")
    assert python(die + again, kept.parent).returncode == -signal.SIGKILL
    story = haicsim("story", "kept", "--patient", "3", at=kept.parent)
    assert (story.returncode, story.stderr) == (0, "")
    run = haicsim("run", "kurume", *TINY, "--out", "kept", "--again", at=kept.parent)
    assert (run.returncode, run.stderr) == (0, "")
    assert [path.name for path in kept.parent.iterdir()] == ["kept"]


@pytest.mark.slow
def test_interrupted_does_not_wait_for_the_compiled_engine(tmp_path: Path) -> None:
    code = (
        "import os, signal, time, threading\n"
        "from haicsim.sim.engines.compiled import CompiledEngine\n"
        "CompiledEngine.draw = lambda *_: time.sleep(100)\n"
        "threading.Timer(3.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
    )
    began = subprocess.run(
        [sys.executable, "-c", code + MAIN.replace("process", "compiled")],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (began.returncode, list(tmp_path.iterdir())) == (130, [])


@pytest.mark.slow
def test_interrupted_does_not_wait_for_the_queues_to_be_decided(tmp_path: Path) -> None:
    # compiled code hears no signal: were it run in the main thread, the interruption would be a bug when it ends
    code = (
        "import os, signal, threading\n"
        "from haicsim.sim.engines.compiled import CompiledEngine\n"
        "from haicsim.sim.run import run\n"
        "from haicsim.sim.scenario.load import load_scenario\n"
        "run(load_scenario('one-theatre', ['run.patients=300', 'arrivals.warm_up=0', 'run.engine=compiled']))\n"
        "grants = CompiledEngine.grants\n"
        "def interrupted(*given):\n"
        "    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "    granted = grants(*given)\n"
        "    open('decided', 'w').close()\n"
        "    return granted\n"
        "CompiledEngine.grants = interrupted\n"
    )
    main = MAIN.replace("'60'", "'150000'").replace("process", "compiled").replace("kurume", "one-theatre")
    ended = subprocess.run(
        [sys.executable, "-c", code + main],
        cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (130, "Interrupted: nothing was left half-written.\n")
    assert list(tmp_path.iterdir()) == []  # the queues had not been decided


@pytest.mark.parametrize(
    "arguments", [("check", "kurume"), ("run", "kurume", *TINY, "--out", "kept"), ("--help",)]
)
def test_a_reader_who_leaves_early_is_no_fault(arguments: tuple[str, ...], kept: Path) -> None:
    with subprocess.Popen(
        command(*arguments), cwd=kept.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        said = run.stderr.read()
    assert (run.returncode, said) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("arguments", [("check", "kurume"), ("check", "kurume", "--json")])
def test_an_output_that_is_full_is_said(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command(*arguments), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr == "the output: cannot be written (No space left on device).\n"


@pytest.mark.slow
def test_characters_the_terminal_lacks_are_replaced(kept: Path) -> None:
    run = haicsim("run", "kurume", *TINY, "--out", "kept", at=kept.parent, PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    assert "Started 60 ?" in run.stdout
