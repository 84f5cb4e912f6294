"""Scenarios with random damage are refused, or read as a second reader of YAML reads them, at little cost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from limits import within_limits
from ruamel.yaml import YAML

from haicsim.scenarios import FOLDER
from haicsim.sim.errors import InputError
from haicsim.sim.loading.document import parse_document
from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario

SNIPPETS = [
    "", " ", "\n", "\t", ":", ": ", "- ", "[", "]", "{", "}", ",", "#", " #", "'", '"', "|", ">", "*a",
    "&a ", "!!int ", "? ", "<<: ", "%", "---\n", "...\n", "\x00", "\x07", "\ufeff", "\u2028", "\x85", "é",
    "\u202e", ".nan", ".inf", "1e999", "1e3", "0x1F", "0777", "1_02", "12:30", "yes", "no", "null", "~", "true",
    "-", "+", ".", "e", "_", "0", "00", "9", "-0.0", "1e-3", "0.5", "14", "week", "month", "1/year", "%",
    "places: 2", "every: {value: 7, unit: d}", "range: [0, 1]", "value: 1", "  ", "    ", "inherits: ",
    "one-theatre.yaml", "days: [1, 0]", "criteria: [disease]", "decision: plateau", "operate: {value: 0}",
]  # fmt: skip
REFERENCE = (FOLDER / "kurume.yaml").read_text(encoding="utf-8")
HEIR = Path(__file__).with_name("heir.yaml").read_text(encoding="utf-8")
HEAD, *TOPICS, RUN = HEIR.split("\n\n")[1:]
SHIPPED = [
    (FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in shipped_scenarios() if name != "kurume"
]


def small(stream: Random) -> str:
    """A sound heir: a shipped one, or some topics of the one that says something of every kind."""
    if stream.random() < 0.25:
        return stream.choice(SHIPPED)
    return "\n\n".join([HEAD, *stream.sample(TOPICS, stream.choice([1, 1, 2, 3])), RUN])


def damaged(stream: Random, text: str) -> str:
    """The text with one to three places changed."""
    for _ in range(stream.randint(1, 3)):
        kind = stream.choice(["splice", "splice", "number", "number", "line", "swap"])
        numbers = [found.span() for found in re.finditer(r"(?<=value: )[-+0-9.e]+", text)]
        if kind == "number" and numbers:
            start, end = stream.choice(numbers)
            new = stream.choice(
                [stream.choice(SNIPPETS), str(stream.uniform(0, 200)), str(stream.randint(-9, 99))]
            )
            text = text[:start] + new + text[end:]
        elif kind in ("line", "swap"):
            lines = text.split("\n")
            first, second = stream.randrange(len(lines)), stream.randrange(len(lines))
            if kind == "swap":
                lines[first], lines[second] = lines[second], lines[first]
            else:
                lines.insert(first, lines[second])
            text = "\n".join(lines)
        else:
            start = stream.randint(0, len(text))
            odd = "".join(
                chr(stream.choice([stream.randrange(1, 0x250), stream.randrange(0x110000)])) for _ in range(2)
            )
            text = (
                text[:start]
                + stream.choice([*SNIPPETS, odd])
                + text[start + stream.choice([0, 0, 1, 2, 10]) :]
            )
    return text


def said(node: Any) -> Any:
    """A value without what a model may change lawfully: lists for tuples, whole numbers for decimals."""
    if isinstance(node, dict):
        return {key: said(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [said(item) for item in node]
    return float(node) if isinstance(node, int) and not isinstance(node, bool) else node


def leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value that is no mapping, with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, said(node)


def check_reading(text: str, folder: Path) -> bool:
    """Read a damaged scenario, and again with ruamel's own loader where it is accepted: whether it was.

    Accepted means that every value the second reader finds stands in the resolved scenario, none silently dropped.
    """
    file = folder / "damaged.yaml"
    content = text.encode("utf-8", "surrogatepass")
    file.write_bytes(content)
    outcome: Scenario | InputError
    with within_limits():
        try:
            outcome = load_scenario(file)
        except InputError as refusal:
            outcome = refusal
    if isinstance(outcome, InputError):
        assert outcome.faults
        assert all(fault.line is None or fault.line >= 1 for fault in outcome.faults)
        assert str(outcome)
        return False
    second = YAML(typ="safe", pure=True).load(content.decode("utf-8-sig"))
    assert said(parse_document(content.decode("utf-8-sig"), "again").data) == said(second)
    resolved = dict(leaves(outcome.model_dump()))
    for path, value in leaves({key: value for key, value in second.items() if key != "inherits"}):
        assert resolved[path] == value, path
    return True


def check_many(sound: Callable[[Random], str], first: int, count: int, folder: Path) -> int:
    """Damage sound scenarios `count` times, each with the luck of its own number: how many were accepted."""
    accepted = 0
    for number in range(first, first + count):
        stream = Random(number)
        text = damaged(stream, sound(stream))
        try:
            accepted += check_reading(text, folder)
        except Exception as error:
            raise AssertionError(f"file number {number}: {error!r}\n{text[:3000]}") from error
    return accepted


@pytest.mark.slow
def test_five_hundred_damaged_scenarios_are_refused_or_read_as_ruamel_reads_them(tmp_path: Path) -> None:
    accepted = check_many(small, 0, 495, tmp_path)
    accepted += check_many(lambda _: REFERENCE, 1985, 5, tmp_path)
    assert 50 < accepted < 250, "the damage must be neither too little nor too much"


@pytest.mark.long
def test_two_thousand_more_damaged_scenarios_are_refused_or_read_as_ruamel_reads_them(
    tmp_path: Path,
) -> None:
    accepted = check_many(small, 10_000, 1_960, tmp_path)
    accepted += check_many(lambda _: REFERENCE, 50_000, 40, tmp_path)
    assert 200 < accepted < 1_000


@pytest.mark.slow
def test_the_undamaged_scenarios_are_read_as_ruamel_reads_them(tmp_path: Path) -> None:
    for text in (*SHIPPED, HEIR, REFERENCE):
        assert check_reading(text, tmp_path)
