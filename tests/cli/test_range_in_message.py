"""A value beyond its range: what the message says to set is set word for word, and the same command then does it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import TINY, here

import haicsim

BEYOND = "tumour.kill_median=0.05"
SWEEP = {"name": "beyond", "question": "What if?", "scenarios": ["kurume"], "patients": 20,
         "vary": {"tumour.kill_median": [0.01, 0.05]}, "outcomes": ["conversion_rate"]}  # fmt: skip
COMMANDS = {
    "check": ("check", "kurume", "--set", BEYOND),
    "run": ("run", "kurume", *TINY, "--set", BEYOND, "--out", "here"),
    "sweep": ("sweep", "beyond.yaml", "--engine", "process"),
    "sensitivity": (
        "sensitivity", "kurume", "--patients", "20", "--engine", "process", "--replications", "2",
        "--vary", "tumour.kill_median=0.01..0.05",
    ),
}  # fmt: skip


def advised(message: str) -> str:
    """What the message says to set."""
    (said,) = re.findall(r"set its range too: (\S+=\[.*?\])", message)
    return str(said)


@pytest.mark.usefixtures("no_figures")
@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_takes_what_its_message_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("beyond.yaml").write_text("\n".join(f"{key}: {value}" for key, value in SWEEP.items()))
    assert here(*COMMANDS[name]) == 2
    said = advised(capfd.readouterr().err)
    assert said == "tumour.kill_median.range=[0.006,0.05]"
    assert here(*COMMANDS[name], "--set", said) == 0


OVERRIDES: dict[str, Callable[[list[str]], object]] = {
    "load": lambda more: haicsim.load("kurume", [BEYOND, *more]),
    "run": lambda more: haicsim.run("kurume", patients=5, engine="process", overrides=[BEYOND, *more]),
}


@pytest.mark.parametrize("name", OVERRIDES)
def test_overrides_in_python_take_it_too(name: str) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        OVERRIDES[name]([])
    OVERRIDES[name]([advised(str(refusal.value))])


@pytest.mark.slow
def test_a_sweep_in_python_takes_it_in_its_mapping_and_beside_it(tmp_path: Path) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        haicsim.sweep(SWEEP, engine="process", out=tmp_path / "none")
    said = advised(str(refusal.value))
    for given, overrides in (({**SWEEP, "set": [said]}, []), (SWEEP, [said])):
        found = haicsim.sweep(given, overrides=overrides, engine="process", out=tmp_path / f"{len(given)}")
        assert found.summary["tumour.kill_median"].tolist() == [0.01, 0.05]


def test_a_value_below_widens_the_other_end() -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        haicsim.load("kurume", ["tumour.kill_median=0.001"])
    assert advised(str(refusal.value)) == "tumour.kill_median.range=[0.001,0.03]"
