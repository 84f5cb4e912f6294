"""The field's words for the machinery: pages, scenarios and examples hold none of the private ones that were left behind."""

import re

from tree import ROOT, files

PRIVATE = re.compile(
    r"\b(teller|retell\w*|telling|[Ww]hose luck|paired luck|other luck|same luck"
    r"|(?:are|is|(?<!cannot )be|was|were) told\b(?! apart))"
    r"|\bthe lens\b|\bengines? tells?\b",
)
ALLOWED = {"docs/paper-problems.md"}  # generated; says what the audit "was told", which is nothing


def places() -> list[str]:
    """Prose for people, but not the list of changes, which says what was."""
    chosen = []
    for path in files():
        name = path.as_posix()
        page = path.suffix == ".md" and path.parts[0] in (
            "docs",
            "README.md",
            "CONTRIBUTING.md",
            "examples",
            "scenarios",
        )
        scenario = path.suffix in (".yaml", ".json") and path.parts[0] == "scenarios"
        example = path.suffix == ".py" and path.parts[0] == "examples"
        if (page or scenario or example) and name not in ALLOWED:
            chosen.append(name)
    return chosen


def test_no_private_word_is_left_in_prose() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:90]}"
        for name in places()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1)
        if PRIVATE.search(line)
    ]
    assert found == []


def test_the_words_are_found_where_they_stand() -> None:
    for line in (
        "Whose luck; 0 is a seed.",
        "How often they are told",
        "(the lens, [x])",
        "Two engines tell it",
    ):
        assert PRIVATE.search(line), line
    assert not PRIVATE.search("cannot be told apart; a fault told by the doctor")


def test_the_glossary_has_the_field_words() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = set(re.findall(r"^\| ([^|]+) \|", glossary, re.M))
    assert words >= {
        "random number", "random stream", "stream key", "replay", "queue", "observation", "noise floor", "reported value",
        "minimal unsatisfiable subset", "minimal correction set", "particle", "systematic resampling",
    }  # fmt: skip
    assert not words & {"luck", "lens", "desk", "crew", "teller", "crowd"}
