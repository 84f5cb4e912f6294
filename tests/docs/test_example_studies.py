"""The studies among the examples: each loads, says where it was read, and its audit finds what is stored beside it."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tree import ROOT

from haicsim.analysis.studies import load_study
from haicsim.analysis.studies.schema import study_schema
from haicsim.commands.study_audit import as_json
from haicsim.generate import EXAMPLES
from haicsim.sim.loading.document import parse_document

FOLDER = ROOT / EXAMPLES
STUDIES = sorted(FOLDER.glob("*.yaml"))
SEEN_IN = re.compile(r"doi 10\.\d+/\S+|PMID \d+|PMC\d+|paperid \d+")


def stored(file: Path) -> str:
    return file.with_suffix(".audit.json").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("file", STUDIES, ids=lambda file: file.stem)
def test_the_audit_finds_what_is_stored(file: Path) -> None:
    assert as_json(load_study(file)) == stored(file), "run `make docs`"


@pytest.mark.parametrize("file", STUDIES, ids=lambda file: file.stem)
def test_a_study_says_where_it_was_read_and_points_editors_to_the_schema(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    study = load_study(file)
    assert study.name == file.stem
    assert SEEN_IN.search(study.source)
    pointer = text.split("\n")[0].partition("$schema=")[2]
    assert (file.parent / pointer).is_file()
    assert list(Draft202012Validator(study_schema()).iter_errors(parse_document(text, file.name).data)) == []


def test_the_page_lists_each_with_what_its_audit_comes_to() -> None:
    """Proved, pointed out, or nothing, as the stored findings have it; too large to be examined exactly is no finding."""
    rows = re.findall(
        r"^\| \[[^\]]+\]\(studies/(\w+)\.yaml\) \| [^|]+ \| ([^|]+) \|$",
        (ROOT / "examples" / "README.md").read_text(encoding="utf-8"), re.M,
    )  # fmt: skip
    assert [name for name, _ in rows] == [file.stem for file in STUDIES]
    for (name, said), file in zip(rows, STUDIES, strict=True):
        found = [one for one in json.loads(stored(file))["findings"] if one["check"] != "survival"]
        worst = {one["severity"] for one in found}
        begins = "proved" if "contradiction" in worst else "pointed out" if found else "nothing"
        assert said.startswith(begins), (name, worst)


def test_eight_studies_or_more_of_other_diseases_too() -> None:
    titles = " ".join(load_study(file).title for file in STUDIES)
    assert len(STUDIES) >= 8
    for disease in ("lung", "pancreatic", "glioblastoma", "gastric", "liver"):
        assert disease in titles
