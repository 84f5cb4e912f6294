"""`haicsim study new` and `study check`: a template that is sound, nothing written over, and every fault with its line."""

import json
import re
from pathlib import Path

import pytest
from commands import contents, here
from jsonschema import Draft202012Validator
from widths import assert_fits

from haicsim.analysis.audit import audit
from haicsim.analysis.studies import load_study, shipped_studies
from haicsim.analysis.studies.schema import POINTER, SCHEMA_FILE, schema_text
from haicsim.analysis.studies.start_new import template
from haicsim.sim.loading.document import parse_document

EXAMPLE = re.compile(r"^  # (- \{id:.*\})$", re.M)
EVERYTHING = EXAMPLE.sub(r"  \1", template("whole"))


@pytest.fixture(autouse=True)
def _at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_study_is_sound_and_not_accused(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("study", "new", "harbour-2020") == 0
    assert here("study", "check", "harbour-2020.yaml") == 0
    assert "harbour-2020.yaml is sound" in capfd.readouterr().out
    assert load_study("harbour-2020.yaml").name == "harbour_2020"
    assert here("study", "audit", "harbour-2020.yaml") == 0
    assert "No findings" in capfd.readouterr().out


def test_editors_find_the_schema_beside_it() -> None:
    assert here("study", "new", "harbour") == 0
    text = Path("harbour.yaml").read_text(encoding="utf-8")
    assert text.split("\n")[0] == POINTER
    schema = json.loads(Path(SCHEMA_FILE).read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(parse_document(text, "harbour").data)) == []


@pytest.mark.parametrize("taken", ["harbour.yaml", "a link that leads nowhere"])
def test_what_is_there_already_stays_as_it_is(taken: str, capfd: pytest.CaptureFixture[str]) -> None:
    if taken == "harbour.yaml":
        Path(taken).write_text("mine\n")
    else:
        Path("harbour.yaml").symlink_to("nowhere")
    before = contents(Path())
    assert here("study", "new", "harbour") == 2
    assert "is there already" in capfd.readouterr().err
    assert contents(Path()) == before


def test_a_schema_of_another_version_stays_as_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    Path(SCHEMA_FILE).write_text("{}\n")
    assert here("study", "new", "harbour") == 0
    assert Path(SCHEMA_FILE).read_text() == "{}\n"
    assert "was left alone" in capfd.readouterr().out
    Path(SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    assert here("study", "new", "port") == 0
    assert "left alone" not in capfd.readouterr().out


@pytest.mark.parametrize(
    ("name", "said"),
    [("kurume", "shipped"), ("7up", "begin with a letter"), ("nowhere/port", "cannot be written")],
)
def test_a_name_that_cannot_be_is_refused(name: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert here("study", "new", name) == 2
    assert said in capfd.readouterr().err
    assert contents(Path()) == {}


def test_the_template_is_no_shipped_study() -> None:
    assert not any("template" in name or "new" in name for name in shipped_studies())


def test_every_example_of_the_template_loads_and_none_is_accused() -> None:
    assert len(EXAMPLE.findall(template("whole"))) > 15
    Path("whole.yaml").write_text(EVERYTHING, encoding="utf-8")
    study = load_study("whole.yaml")
    assert {figure.kind for figure in study.figures} >= {
        "hazard_ratio",
        "cumulative",
        "mean_survival",
        "stated",
    }
    assert [one for one in audit(study).findings if one.severity != "sloppy"] == []


def test_all_faults_of_all_files_are_said_each_with_its_line(capfd: pytest.CaptureFixture[str]) -> None:
    Path("one.yaml").write_text(EVERYTHING.replace("kind: size, group: treated", "kind: size, group: treted"))
    Path("two.yaml").write_text(
        EVERYTHING.replace('count: "20"', "count: 20").replace("convention: pfs", "convention: psf")
    )
    assert here("study", "check", "one.yaml", "two.yaml", "kurume") == 2
    said = capfd.readouterr().err.splitlines()
    line = EVERYTHING[: EVERYTHING.index("kind: size, group: treated")].count("\n") + 1
    assert said[0].startswith(f"one.yaml:{line}: figures.1.group = 'treted'")
    assert "did you mean 'treated'" in said[0]
    assert [re.match(r"two.yaml:\d+: (\S+)", one)[1] for one in said[1:]] == [  # type: ignore[index]
        "endpoints.PFS.convention", "figures.1.count"
    ]  # fmt: skip
    assert "Did you mean 'pfs'?" in said[1]
    assert "in quotes" in said[2]


def test_what_a_sound_file_holds_is_counted(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("study", "check", "fohaic_1", "--json") == 0
    assert json.loads(capfd.readouterr().out) == [
        {
            "file": "fohaic_1", "name": "fohaic_1", "groups": 1, "endpoints": 1, "measures": 1, "reported_values": 3,
            "printed_numbers": 4,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["yes", '"yes"', "true"])
def test_yes_is_a_word_with_quotes_and_without(answer: str) -> None:
    text = template("harbour").replace("measure: male, category: yes", f"measure: male, category: {answer}")
    Path("harbour.yaml").write_text(text, encoding="utf-8")
    assert load_study("harbour.yaml") == load_study_of(template("harbour"))


def load_study_of(text: str) -> object:
    Path("other.yaml").write_text(text, encoding="utf-8")
    return load_study("other.yaml")


def test_where_true_or_false_is_meant_a_word_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    text = template("harbour").replace("exhaustive: true}", "exhaustive: yes}")
    Path("harbour.yaml").write_text(text, encoding="utf-8")
    assert here("study", "check", "harbour.yaml") == 2
    assert "must be true or false" in capfd.readouterr().err


def test_the_screen_of_a_new_study_fits(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(SCHEMA_FILE).write_text("{}\n")

    def show() -> None:
        Path("harbour.yaml").unlink(missing_ok=True)
        assert here("study", "new", "harbour") == 0

    assert_fits(show, capfd, monkeypatch)


@pytest.mark.parametrize("command", [("study", "compare", "kurume"), ("run", "kurume", "--patients", "60")])
def test_a_study_of_patients_the_simulator_cannot_pick_is_refused_in_a_sentence_before_anything_is_simulated(
    command: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    Path("harbour.yaml").write_text(
        template("harbour").replace("name: all_starters", "name: other"), encoding="utf-8"
    )
    assert here(*command, "--study", "harbour.yaml", "--out", "there") == 2
    assert "none of its 5 reported values is compared" in capfd.readouterr().err
    assert not Path("there").exists()
