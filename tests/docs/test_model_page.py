"""The page on the model names what exists, in the order of STRESS-DES, and the glossary gives each word one meaning."""

import re
from collections import Counter

import pytest

from haicsim.scenarios import FOLDER
from haicsim.sim.parameters.capacity import Capacity
from haicsim.sim.parameters.catalogue import TOPICS

ROOT = FOLDER.resolve().parent
MODEL = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
HELPERS = {"__init__", "story", "use", "measure", "resect", "sites"}
STRESS_DES = ["Purpose", "Outputs", "Logic", "Components", "Data", "Experimentation", "Implementation"]


def test_the_sections_stand_in_the_order_of_stress_des() -> None:
    assert re.findall(r"^## \d\. (\w+)$", MODEL, re.MULTILINE) == STRESS_DES


def test_the_diagram_has_a_box_for_every_chapter_and_no_other() -> None:
    diagram = MODEL.partition("```mermaid")[2].partition("```")[0]
    boxes = dict(re.findall(r'^    (\w+)\["(\w+)', diagram, re.MULTILINE))
    chapters = {file.stem for file in (ROOT / "sim" / "pathway").glob("*.py")} - HELPERS
    assert set(boxes) - {"cohort"} == chapters
    assert all(label == name for name, label in boxes.items()), "a box is named after its file"
    arrows = set(re.findall(r"\b(\w+) (?:-->|-- )", diagram)) | set(re.findall(r"--> (\w+)", diagram))
    assert arrows == set(boxes) | {"death"}


@pytest.mark.parametrize("page", [MODEL, GLOSSARY], ids=["model", "glossary"])
def test_every_key_named_on_a_page_exists(page: str) -> None:
    topics = {**TOPICS, "capacity": Capacity}
    named = {key for key in re.findall(r"`(\w+)\.(\w+)(?:\.\w+)*`", page) if key[0] in topics}
    assert page is not MODEL or len(named) > 20
    for topic, key in named:
        assert key in topics[topic].model_fields, f"{topic}.{key}"


def test_every_file_named_on_the_page_exists() -> None:
    named = re.findall(r"`((?:sim|analysis|scenarios|docs)/[\w/.]*)`", MODEL)
    assert len(named) > 8
    for path in named:
        assert (ROOT / path).exists(), path
    for link in re.findall(r"\]\(([\w./-]+)\)", MODEL):
        assert (ROOT / "docs" / link).exists(), link


def test_a_word_stands_in_the_glossary_once_and_in_order() -> None:
    for table in GLOSSARY.split("## ")[1:]:
        words = [line.split("|")[1].strip() for line in table.split("\n") if line.startswith("| ")][2:]
        assert words == sorted(words, key=str.lower)
    every = re.findall(r"^\| ([^|]+) \|", GLOSSARY, re.MULTILINE)
    assert [word for word, count in Counter(every).items() if count > 1 and word not in ("word", "---")] == []


@pytest.mark.parametrize(
    "word",
    ["cycle", "course", "scan", "assessment", "response", "resectable", "converted", "offered", "operated", "recurrence",
     "progression"],
)  # fmt: skip
def test_the_words_the_house_insists_on_are_defined(word: str) -> None:
    assert re.search(rf"^\| {word} \|", GLOSSARY, re.MULTILINE)
