"""`haicsim check` answers with the question, then every value and where it comes from."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from haicsim.commands.check import check
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.values import resolved_values

app = typer.Typer()
app.command()(check)


def printed(*arguments: str) -> str:
    """What the command prints."""
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_first_line_is_the_question_of_the_scenario() -> None:
    assert printed("one-theatre").split("\n")[0] == load_scenario("one-theatre").question.strip()


def test_every_value_is_listed_with_unit_grade_place_and_source() -> None:
    lines = printed("one-theatre", "--set", "run.seed=4").split("\n")
    for value in resolved_values(load_scenario("one-theatre", ["run.seed=4"])):
        line = next(line for line in lines if line.startswith(f"{value.path} "))
        shown = line.removeprefix(value.path).strip()
        if isinstance(value.value, tuple):
            assert shown.startswith(f"[{', '.join(map(str, value.value))}]")
        elif value.value is None:
            assert shown.startswith("not given")
        else:
            shown = shown.split()[0]
            assert shown == str(value.value) or float(shown) == value.value
        for part in (value.unit, value.grade, str(value.origin), value.source):
            assert part is None or part in line


def test_choices_that_are_no_numbers_are_listed_where_they_were_written() -> None:
    lines = printed("kurume", "--set", "arrivals.days=[0, 1, 2]", "--set", "run.patients=3",
                    "--set", "policy.decision=plateau").split("\n")  # fmt: skip
    found = {line.split()[0]: line for line in lines if line.strip()}
    assert "[0, 1, 2]" in found["arrivals.days"]
    assert "--set arrivals.days" in found["arrivals.days"]
    assert "plateau" in found["policy.decision"]
    assert "--set policy.decision" in found["policy.decision"]
    assert "[disease, response, liver, tumour, vessels, fitness, consent]" in found["policy.criteria"]
    assert "scenarios/kurume.yaml:" in found["policy.criteria"]
    assert {"run.seed", "run.patients", "run.engine", "run.horizon", "capacity.ward.places"} <= set(found)


def test_a_long_list_is_shown_by_its_beginning() -> None:
    days = ", ".join(map(str, range(40)))
    lines = printed("kurume", "--set", f"arrivals.days=[{days}]", "--set", "run.patients=40").split("\n")
    line = next(line for line in lines if line.startswith("arrivals.days"))
    assert "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 40 in all]" in line


def test_the_last_line_names_the_chain_of_files() -> None:
    last = printed("one-theatre").strip().split("\n")[-1]
    assert "Read from scenarios/one-theatre.yaml, which builds on scenarios/kurume.yaml." in last


def test_json_holds_the_same_values_to_the_last_digit() -> None:
    answer = json.loads(printed("kurume", "--json"))
    scenario = load_scenario("kurume")
    assert answer["digest"] == scenario.digest()
    assert answer["question"] == scenario.question.strip()
    listed = [(each["path"], each["value"], each["unit"], each["line"]) for each in answer["values"]]
    expected = [
        (one.path, list(one.value) if isinstance(one.value, tuple) else one.value, one.unit, one.origin.line)
        for one in resolved_values(scenario)
    ]
    assert listed == expected


def test_a_faulty_scenario_is_refused_and_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text("tumour: 5\n")
    with pytest.raises(InputError):
        check(str(file))
    assert capsys.readouterr().out == ""


def test_the_command_costs_nothing_before_it_is_used() -> None:
    code = "import sys, haicsim.commands.check; print(*{'pydantic', 'ruamel.yaml', 'numpy'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
