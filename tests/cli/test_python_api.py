"""Use from Python: the same refusals in Python's words, and the same results as the command's."""

import doctest
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import haicsim
from haicsim.sim.errors import InputError


def test_the_example_in_the_docstring_runs() -> None:
    assert doctest.testmod(haicsim) == doctest.TestResults(failed=0, attempted=3)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"patients": 0}, "patients=0: must be at least 1."),
        ({"patients": -3}, "patients=-3: must be at least 1."),
        ({"patients": 2.5}, "patients=2.5: "),
        ({"patients": True}, "patients=True: "),
        ({"patients": "abc"}, "patients='abc': "),
        ({"engine": "fast"}, "engine='fast': must be one of 'auto', 'process' or 'compiled'."),
        ({"seed": -1}, "seed=-1: must be at least 0."),
        ({"replications": 10**12}, "replications=1000000000000: must be at most"),
        ({"overrides": ["capacity.theater=1"]}, "Did you mean 'theatre'?"),
        ({"overrides": "capacity.theater=1"}, "Did you mean 'theatre'?"),
    ],
)
def test_a_faulty_argument_is_refused_in_its_own_words(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(InputError) as refusal:
        haicsim.run("kurume", **wrong)  # type: ignore[arg-type]
    assert said in str(refusal.value)
    assert len(refusal.value.faults) == 1


def test_scenarios_are_found_by_name_by_shipped_path_and_by_path(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("name: own\nquestion: None?\ninherits: kurume.yaml\n")
    digests = {
        haicsim.load(given).digest() for given in ("kurume", "kurume.yaml", "scenarios/kurume.yaml", own)
    }
    assert len(digests) == 1


def test_python_and_the_command_line_tell_the_same_patients(made: Path) -> None:
    result = haicsim.run("kurume", patients=60, engine="process")
    written = pd.read_parquet(made / "outcomes.parquet")
    pd.testing.assert_frame_equal(result.everyone[written.columns], written)
    journal = pd.read_parquet(made / "journal.parquet")
    for name in ("patient", "day", "event", "value"):
        assert np.array_equal(journal[name].to_numpy(), result.journals[0][name])


def test_the_callers_overrides_are_not_changed() -> None:
    overrides = ["capacity.theatre=1"]
    haicsim.run("kurume", patients=5, overrides=overrides)
    assert overrides == ["capacity.theatre=1"]
