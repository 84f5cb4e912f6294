"""Real files, made once by the real commands: two runs, their difference, a comparison with the paper, two sweeps."""

import io
import json
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import haicsim.analysis.validation.candidate_pool  # noqa: F401  (a test elsewhere hides `run` while it may be imported)
from haicsim.edge import ending
from haicsim.main import obey

SWEEP = """
name: small
question: Do the files of a sweep hold what the dictionary says?
scenarios: [kurume]
patients: 12
replications: 2
engine: process
outcomes: [conversion_rate, dead30, os12, median_os]
vary:
  surgery.remnant_ample: [0.04, 0.055]
  surgery.remnant_marginal: [0.03, 0.05]
  policy.criteria: [[disease, response, liver, tumour, vessels], [disease, response, liver]]
"""  # an ample remnant below a marginal one is refused: those cells fail
DRAWN = """
name: drawn
question: And where parameters are drawn together?
scenarios: [kurume]
patients: 12
replications: 2
engine: process
outcomes: [conversion_rate, os12]
draws: {file: drawn.csv}
"""


def here(*arguments: str) -> int:
    """The command in this process: its exit code."""
    return ending(lambda: obey(list(arguments)))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`run` with the comparison, of 500 patients; `other`, in which nobody is operated."""
    at = tmp_path_factory.mktemp("made")
    with chdir(at):
        assert here("run", "kurume", "--patients", "500", "--engine", "process", "--out", "run") == 0
        few = ("--patients", "80", "--replications", "2", "--engine", "process", "--no-compare")
        assert here("run", "no-surgery", *few, "--out", "other") == 0
    return at


@pytest.fixture(scope="session")
def difference(made: Path) -> dict[str, Any]:
    """What `haicsim diff --json` says of the two."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert here("diff", str(made / "run"), str(made / "other"), "--json") == 0
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`small`, in which some cells fail, and `drawn`, over joint draws."""
    at = tmp_path_factory.mktemp("swept")
    (at / "small.yaml").write_text(SWEEP)
    (at / "drawn.yaml").write_text(DRAWN)
    (at / "drawn.csv").write_text("policy.refusal,surgery.ward_stay\n0.1,12\n0.2,20\n")
    with chdir(at):
        assert here("sweep", "small.yaml", "--out", "small", "--workers", "1") == 4
        assert here("sweep", "drawn.yaml", "--out", "drawn", "--workers", "1") == 0
    return at
