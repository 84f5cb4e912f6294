"""Authority: mypy: a field that no patient, parameter set or record has is found before anything runs.

Copies of real rules, each with one slip planted, are checked as `make test` checks the rules themselves.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RESPONSE, UPDATE, RESECTION = "sim/rules/response.py", "sim/outcomes/update.py", "sim/rules/resection.py"
SLIPS = {
    "patient_field": (RESPONSE, "p[i].new_mm <= 0.0", "p[i].new_mn <= 0.0", '"Patient" has no attribute'),
    "theta_field": (RESPONSE, "theta[0].progression,", "theta[0].progresion,", '"Theta" has no attribute'),
    "record_field": (UPDATE, "out[k].meetings += 1", "out[k].meeting += 1", '"Record" has no attribute'),
    "new_field": (UPDATE, "out[k].offered = True", "out[k].ofered = True", '"Record" has no attribute'),
    "whole_row": (RESPONSE, "theta[0].progression,", "theta.progression,", "has no attribute"),
    "wrong_kind": (UPDATE, "= int(value)", "= value", "Incompatible types in assignment"),
    "table_for_a_number": (RESECTION, "remnant_share_prob[procedure]", "remnant_share_prob", "Argument 1"),
    "write_to_a_table": (
        RESECTION,
        "    share = theta[0]",
        "    theta[0].remnant_share_prob[0] = 0.0\n    share = theta[0]",
        "Unsupported target",
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What mypy says of each copy, by its name."""
    folder = tmp_path_factory.mktemp("copies")
    for path in {path for path, *_ in SLIPS.values()}:
        (folder / f"sound_{Path(path).stem}.py").write_text((ROOT / path).read_text())
    for name, (path, sound, slip, _) in SLIPS.items():
        text = (ROOT / path).read_text()
        assert sound in text, f"{path} no longer says {sound}"
        (folder / f"{name}.py").write_text(text.replace(sound, slip, 1))
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--no-error-summary"]
    command += ["--cache-dir", str(folder / "cache"), "--hide-error-context", *map(str, folder.glob("*.py"))]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode in (0, 1), answer.stdout + answer.stderr
    found = re.findall(r"^\S*?(\w+)\.py:\d+: error: (.*)$", answer.stdout, re.MULTILINE)
    return {name: [text for where, text in found if where == name] for name in {where for where, _ in found}}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLIPS)
def test_a_planted_slip_is_found(said, name):
    errors = said.get(name, [])
    assert len(errors) == 1, errors
    assert SLIPS[name][3] in errors[0]


@pytest.mark.slow
def test_the_rules_as_they_stand_are_sound(said):
    assert set(said) == set(SLIPS)


def test_rules_and_pathway_say_what_each_argument_is():
    rooms = ["sim/rules", "sim/pathway"]
    files = [file for room in rooms for file in (ROOT / room).glob("*.py")]
    files += [ROOT / "sim" / name for name in ("cohort.py", "outcomes/initial.py", "outcomes/update.py")]
    assert not [str(file) for file in files if re.search(r"\bAny\b", file.read_text())]
