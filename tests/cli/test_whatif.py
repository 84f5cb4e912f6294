"""`haicsim whatif`: the answers on a screen of 80 columns and as JSON, and refusals that name what was perhaps meant."""

import json
import re
from pathlib import Path

import pytest
from commands import here

SIZE = ("--patients", "400", "--seed", "3")


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints; nothing on the error stream, no line too long, no number or word cut."""
    assert here(*arguments) == 0
    screen, errors = capfd.readouterr()
    assert errors == ""
    assert max(len(line) for line in screen.splitlines() if not line.startswith("Written to ")) <= 80
    assert "…" not in screen
    return screen


@pytest.mark.slow
@pytest.mark.usefixtures("narrow")
def test_one_rate_by_one_mechanism(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ("whatif", "conversion", "kurume", "--to", "30%", "--by", "efficacy", *SIZE)
    screen = said(capfd, *asked, "--out", str(tmp_path / "kept"))
    for words in ("30.0% converted, by drugs that kill more", "newly", "Who they are", "more patients are operated",
                  "Over the ranges", "extrapolation"):  # fmt: skip
        assert words in screen
    kept = json.loads((tmp_path / "kept" / "whatif.json").read_text())
    assert here(*asked, "--json") == 0
    assert json.loads(capfd.readouterr().out) == kept
    rate = kept["mechanisms"][0]["rates"][0]
    ends = [each["value"] for each in rate["change"]["ends"]]
    assert len(ends) >= 10
    low, high = re.search(
        r"all who start gain (-?[\d.]+) \(.*?to\s+(-?[\d.]+)", " ".join(screen.split())
    ).groups()
    assert [float(low), float(high)] == pytest.approx(
        [min([*ends, rate["change"]["value"]]), max([*ends, rate["change"]["value"]])], abs=0.051
    )
    for name in ("whatif.csv", "conversion.png", "conversion.svg"):
        assert (tmp_path / "kept" / name).stat().st_size > 500


@pytest.mark.usefixtures("narrow")
def test_several_rates_and_one_that_cannot_be(capfd: pytest.CaptureFixture[str]) -> None:
    asked = (
        "whatif",
        "conversion",
        "kurume",
        "--to",
        "0.1:0.5:0.2",
        "--by",
        "boldness,access",
        "--no-ranges",
        *SIZE,
    )
    screen = said(capfd, *asked)
    assert "Not reached: 50.0%." in screen
    assert " ".join(screen.split()).count("no more and no less") == 2


@pytest.mark.usefixtures("narrow")
def test_levers_say_what_each_moves_and_how_far(capfd: pytest.CaptureFixture[str]) -> None:
    screen = said(capfd, "whatif", "conversion", "kurume", "--levers", *SIZE)
    for name in ("efficacy", "boldness", "tace", "interval", "liver", "access", "consent", "forced"):
        assert re.search(rf"^{name} .*\d", screen, re.M)
    assert not re.search(r"^capacity ", screen, re.M)
    scarce = said(
        capfd, "whatif", "conversion", "kurume", "--levers", "--set", "capacity.infusion_bed=2", "--set",
        "arrivals.per_year=30", *SIZE,
    )  # fmt: skip
    assert re.search(r"^capacity ", scarce, re.M)


@pytest.mark.slow
@pytest.mark.usefixtures("narrow")
def test_where_a_change_comes_from(capfd: pytest.CaptureFixture[str]) -> None:
    screen = said(capfd, "whatif", "decompose", "kurume", "except-vv", *SIZE)
    assert "more patients are operated" in screen
    assert here("whatif", "decompose", "kurume", "--set", "policy.ct_interval=1", *SIZE, "--json") == 0
    found = json.loads(capfd.readouterr().out)
    parts = sum(part["value"] for part in found["parts"].values())
    assert parts == pytest.approx(found["after"] - found["before"], abs=1e-9)


@pytest.mark.slow
@pytest.mark.usefixtures("narrow")
def test_the_value_at_which_surgery_stops_paying(capfd: pytest.CaptureFixture[str]) -> None:
    asked = (
        "whatif",
        "breakeven",
        "gain",
        "--over",
        "surgery.operative_death.ample=0..0.9",
        "--by",
        "group",
        "--patients",
        "250",
    )
    screen = said(capfd, *asked)
    assert "gains only below surgery.operative_death.ample" in screen
    assert "B, Vv2/3" in screen
    assert "it lies from" in " ".join(screen.split())
    screen = said(
        capfd,
        "whatif",
        "breakeven",
        "itt60",
        "--over",
        "policy.ct_interval",
        "--against",
        "policy.boldness=2",
        "--no-ranges",
        *SIZE,
    )
    assert "points of percent" in screen


@pytest.mark.slow
@pytest.mark.usefixtures("narrow")
def test_one_person_in_two_worlds(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = (
        "whatif",
        "twin",
        "kurume",
        "--patient",
        "11",
        "--patients",
        "100",
        "--set",
        "run.engine=process",
    )
    screen = said(capfd, *asked, "--out", str(tmp_path / "twin"))
    assert "The same in both worlds, to day" in screen
    assert "Had nobody been operated" in screen
    assert "not a forecast" in " ".join(screen.split())
    assert sorted(path.name for path in (tmp_path / "twin").iterdir()) == [
        "provenance.json",
        "twin.json",
        "twin.pdf",
        "twin.png",
        "twin.svg",
    ]
    screen = said(capfd, "whatif", "twin", "kurume", "--all", "--patients", "300")
    for group in ("A, Vp3/4", "B, Vv2/3", "C, neither"):
        assert group in screen


@pytest.mark.slow
def test_a_twin_of_results_is_that_of_their_scenario(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here("run", "kurume", "--patients", "100", "--no-compare", "--out", "kept") == 0
    capfd.readouterr()
    assert here("whatif", "twin", "kept", "--patient", "11", "--json") == 0
    of_results = json.loads(capfd.readouterr().out)
    assert here("whatif", "twin", "kurume", "--patients", "100", "--patient", "11", "--json") == 0
    assert json.loads(capfd.readouterr().out) == of_results


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("conversion", "kurume", "--to", "30"), ("--to 30", "between 0 and 1")),
        (("conversion", "kurume", "--to", "0.3", "--by", "eficacy"), ("is no mechanism", "Did you mean 'efficacy'?")),
        (("conversion", "kurume", "--to", "0.3", "--by", "capacity"), ("nothing is scarce in kurume",)),
        (("conversion", "kurume", "--to", "0.3", "--rate", "cure"), ("must be conversion or resection",)),
        (("conversion", "kurme", "--to", "0.3"), ("Did you mean 'kurume'?",)),
        (("conversion", "kurume", "--to", "0.3", "--set", "run.horizon=4"), ("run.horizon", "at least 60 months")),
        (("breakeven", "gane", "--over", "policy.boldness"), ("is no outcome", "or gain")),
        (("breakeven", "gain", "--over", "policy.boldnes"), ("--over policy.boldnes", "Did you mean 'policy.boldness'?")),
        (("breakeven", "gain", "--over", "policy.boldness=2..1"), ("--over policy.boldness=2..1",)),
        (("breakeven", "gain", "--over", "policy.boldness", "--by", "age"), ("must be group",)),
        (("twin", "kurume"), ("either --patient N or --all",)),
        (("twin", "kurume", "--patient", "400"), ("numbered from 0 to 399",)),
        (("decompose", "kurume", "surgery-first", "--set", "population.age_mean=61"), ("",)),
    ],
)  # fmt: skip
def test_refusals_are_in_plain_words(
    arguments: tuple[str, ...], words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    size = SIZE[:2] if arguments[0] == "twin" else SIZE
    assert here("whatif", *arguments, *size) == 2
    errors = " ".join(capfd.readouterr().err.split())
    for each in words:
        assert each in errors
    assert "Traceback" not in errors
