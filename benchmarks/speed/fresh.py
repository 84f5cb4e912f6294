"""What needs a fresh interpreter to measure: start-up, and a million patients' time and memory."""

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import haicsim
from benchmarks.speed.measuring import Measurement, alternating, ratios
from haicsim.scenarios import FOLDER

_READ = "import pydantic, ruamel.yaml; list(ruamel.yaml.YAML(typ='rt', pure=True).parse(open({file!r})))"
IMPORT = "import pydantic, ruamel.yaml"
# what runs in the fresh interpreter: seconds on the wall and of its processors, and the most memory it ever held (not
# what its parent held before it, which Linux adds to getrusage)
_CHILD = """
import json, re, resource, time
from pathlib import Path
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario
start = time.perf_counter()
run(load_scenario("kurume", ["run.patients={patients}", "run.engine=compiled"]), journal=False)
seconds = time.perf_counter() - start, time.process_time()
said = Path("/proc/self/status")
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if said.exists():
    most = int(re.search(r"VmHWM:\\s+([0-9]+)", said.read_text())[1])
print(json.dumps([*seconds, most / 1024]))
"""


def many_outcomes(
    patients: int, seconds: float, megabytes: float, repetitions: int
) -> tuple[Measurement, Measurement, Measurement]:
    """Seconds and peak memory of so many patients' outcomes, in a fresh interpreter, with its loading.

    Seconds on the wall, which other programs lengthen, and of the processors, added up over threads.
    seconds, megabytes: the goals.
    """
    told = [json.loads(output(["-c", _CHILD.format(patients=patients)])) for _ in range(repetitions)]
    name = f"{patients:,} outcomes"
    return (
        Measurement(f"{name}, time", "s", seconds, None, False, tuple(each[0] for each in told)),
        Measurement(f"{name}, processors", "s", None, None, False, tuple(each[1] for each in told)),
        Measurement(f"{name}, memory", "MB", megabytes, None, False, tuple(each[2] for each in told)),
    )


def start_up(arguments: Sequence[str], needs: str, goal: float, repetitions: int) -> Measurement:
    """How many times as long a command takes as an interpreter that does what pydantic and ruamel need for it."""
    command = partial(_processor_time, ["-m", "haicsim", *arguments])
    pairs = alternating(command, partial(_processor_time, ["-c", needs]), repetitions)
    name = f"haicsim {arguments[0]} / its needs"
    return Measurement(name, "times", goal, None, False, ratios(pairs))


def start_ups(goal: float, repetitions: int) -> list[Measurement]:
    """Start-up of `haicsim --help` and `haicsim check`."""
    file = str(FOLDER / "kurume.yaml")
    return [
        start_up(["--help"], IMPORT, goal, repetitions),
        start_up(["check", file], _READ.format(file=file), goal, repetitions),
    ]


def output(arguments: Sequence[str]) -> str:
    """What a fresh interpreter prints that finds the same haicsim."""
    root = str(Path(haicsim.__file__).parent.parent)
    told = subprocess.run([sys.executable, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return told.stdout


def _processor_time(arguments: Sequence[str]) -> float:
    """Seconds of processor time a fresh interpreter takes."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output(arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
