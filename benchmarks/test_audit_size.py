"""The audit of series of any size: time as a ratio to that of the source paper, and the most memory held, each in a process.

Three groups and two more of another division, two endpoints, five landmarks, numbers at risk, medians, numbers of events and
p values. Wanted: 200 patients in 20 s and 500 MB, 1,000 in a minute, on two cores.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1] / "tests" / "studies"
MEASURE = """
import json, resource, sys, time
sys.path.append(sys.argv[1])
from haicsim.analysis.audit import audit
from haicsim.analysis.studies import load_study
from series import Series
n, altered = int(sys.argv[2]), sys.argv[3] == "altered"
study = load_study("kurume") if n == 18 else None
if study is None:
    series = Series(0, n)
    if altered:
        late = [one for one in series.figures if one["kind"] == "survival" and one["at"] == "60 months"]
        late[0]["percent"] = "99.0"
    study = series.study()
start = time.process_time()
report = audit(study)
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.process_time() - start, megabytes, report.contradicted]))
"""


def measured(n: int, altered: bool = False) -> tuple[float, float, bool]:
    """Seconds of processor, megabytes at most, whether a contradiction was proved."""
    command = [sys.executable, "-c", MEASURE, str(TESTS), str(n), "altered" if altered else ""]
    seconds, megabytes, contradicted = json.loads(
        subprocess.run(command, capture_output=True, check=True).stdout
    )
    return seconds, megabytes, contradicted


@pytest.fixture(scope="module")
def source_paper() -> float:
    return measured(18)[0]


@pytest.mark.parametrize("altered", [False, True], ids=["coherent", "altered"])
@pytest.mark.parametrize("n", [30, 60, 100, 200, 300, 1000])
def test_series(source_paper: float, n: int, altered: bool) -> None:
    seconds, megabytes, contradicted = measured(n, altered)
    print(f"n {n}: {seconds / source_paper:.1f} times the source paper ({seconds:.1f} s), {megabytes:.0f} MB")
    assert contradicted == altered
