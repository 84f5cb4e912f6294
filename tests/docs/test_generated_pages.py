"""The pages and the schema that follow from the model are as it is now."""

from pathlib import Path

import pytest

from haicsim.generate import pages, write
from haicsim.scenarios import FOLDER
from haicsim.sim.errors import InputError
from haicsim.sim.parameters.capacity import Capacity
from haicsim.sim.parameters.catalogue import TOPICS, catalogue
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.schema import schema_text

ROOT = FOLDER.resolve().parent


@pytest.mark.slow
@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_not_stale(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"


@pytest.mark.slow
def test_the_list_of_keys_names_every_key_of_every_topic_once() -> None:
    listed = [
        line.split("`")[1] for line in pages()["scenarios/README.md"].split("\n") if line.startswith("| `")
    ]
    keys = {
        f"{topic}.{key}"
        for topic, model in {**TOPICS, "capacity": Capacity}.items()
        for key in model.model_fields
    }
    dotted = [key for key in listed if "." in key]
    assert sorted(dotted) == sorted(keys)
    assert {"name", "question", "inherits", "policy.criteria", "arrivals.days", "run.seed"} <= set(listed)


def test_no_key_is_left_unexplained() -> None:
    rows = [
        line for line in pages()["scenarios/README.md"].split("\n") if line.startswith("| `") and "." in line
    ]
    for row in rows:
        assert all(cell.strip() for cell in row.strip("|").split(" | ")), row


@pytest.mark.slow
def test_the_page_of_parameters_holds_every_number_with_value_unit_grade_and_source() -> None:
    page = pages()["docs/parameters.md"]
    reference = load_scenario("kurume")
    table = ""
    lines = iter(page.split("\n"))
    for path, entry, number in reference.numbers():
        key = f"`.{path.rpartition('.')[2]}`" if entry.cells else f"`{path}`"
        for line in lines:
            if line.startswith(f"| `{entry.topic}.{entry.key}`"):
                table = line
                assert entry.kind.about in line
            if f"{key} |" in line:
                break
        else:
            raise AssertionError(f"{path} is missing, or out of order")
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        assert float(cells[2]) == pytest.approx(number.value, rel=1e-11)
        assert (cells[3], cells[5]) == (number.unit, number.grade)
        assert " ".join(number.source.split()) in table + line


@pytest.mark.slow
def test_a_copy_of_the_project_is_brought_up_to_date_and_then_left_alone(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for room in ("scenarios", "sim", "analysis/studies"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "docs" / "parameters.md").write_text("old\n")
    assert write(tmp_path) == list(pages())
    assert write(tmp_path) == []
    assert (tmp_path / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.slow
def test_a_folder_that_is_no_copy_of_the_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no copy of the project"):
        write(tmp_path)


def test_every_field_has_a_meaning_for_the_page() -> None:
    assert all(entry.kind.about for entry in catalogue())
