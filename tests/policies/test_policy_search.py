"""Authority: runs made one by one by hand, and the shipped ranges, grades and sources. The search for the best policy."""

import json
import re

import numpy as np
import pytest

import haicsim
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.whatif.choices_asked import choices_of
from haicsim.analysis.whatif.coverage import ASSUMED, AT_END, END_OF_OFFER, OUTSIDE, RESTS_ON, RULE_ASSUMED
from haicsim.analysis.whatif.limits import limit_of
from haicsim.analysis.whatif.operations import MEASURES
from haicsim.analysis.whatif.policy_search import FRESH, Searched, search
from haicsim.sim.errors import InputError
from haicsim.sim.parameters.catalogue import CHOICES
from haicsim.sim.run import records_of
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.modify import numbers_by_path

MAIN = MEASURES["rmst60_itt"]


def sized(patients: int, *settings: str) -> "haicsim.Scenario":
    return load_scenario("kurume", [f"run.patients={patients}", "run.engine=compiled", *settings])


@pytest.fixture(scope="module")
def found() -> Searched:
    """A small search whose winner is extreme: boldness far beyond the range stated."""
    scenario = sized(1000)
    choices = choices_of(scenario, ["policy.boldness=0.5,1,4", "liver", "interval"])
    return search(scenario, choices, MEASURES["resection_rate"])


@pytest.mark.slow
def test_the_winner_is_that_of_trying_all_of_them(found: Searched) -> None:
    scenario = sized(1000, "policy.boldness.range=[0.5, 4]")
    rates = {}
    for each in found.tried:
        settings = [f"{path}={value}" for path, value in each.settings.items()]
        ran = haicsim.run(scenario, overrides=settings)
        rates[each.places] = ran.outcomes.resected.mean()
    assert found.winner is not None
    assert rates[found.winner.places] == max(rates.values()) == found.rungs[-1].value
    assert len(rates) == 36
    # half of those before, and the policy as it is, which comes along although it is not among them
    assert [(rung.patients, rung.tried) for rung in found.rungs] == [(250, 36), (500, 19), (1000, 11)]


def test_the_winner_and_the_policy_as_it_is_are_run_once_more_on_patients_nobody_searched_with(
    found: Searched,
) -> None:
    assert found.fresh is not None
    mean = np.mean(
        [records_of(sized(1000), each, "compiled")["resected"].mean() for each in range(1, FRESH + 1)]
    )
    assert found.fresh.reference.fresh[0] == pytest.approx(mean, abs=1e-12)
    assert found.fresh.reference.found[0] == sized_rate()
    gain, winner, own = found.fresh.gain, found.fresh.winner, found.fresh.reference
    assert gain.fresh[0] == pytest.approx(winner.fresh[0] - own.fresh[0], abs=1e-12)
    assert gain.less[0] == pytest.approx(gain.found[0] - gain.fresh[0], abs=1e-12)
    assert gain.fresh[2] - gain.fresh[1] < winner.fresh[2] - winner.fresh[1], "pairs are closer than people"


def sized_rate() -> float:
    return float(records_of(sized(1000), 0, "compiled")["resected"].mean())


def test_a_rung_holds_the_first_patients_of_the_next() -> None:
    few, many = (records_of(sized(patients), 0, "compiled") for patients in (250, 500))
    assert few.tobytes() == many[:250].tobytes()


def test_an_extreme_winner_is_flagged_with_what_the_data_behind_it_cover(found: Searched) -> None:
    assert found.coverage is not None
    grounds = {each.path: each for each in found.coverage.grounds}
    bold = grounds["policy.boldness"]
    assert (bold.before, bold.value, bold.range, bold.grade) == (1.0, 4, (0.5, 2.0), "assumed")
    assert set(bold.flags) == {OUTSIDE, END_OF_OFFER, ASSUMED}
    assert "an operation always takes all tumours and thrombus out" in found.coverage.cautions[0]
    assert "this is extrapolation" in found.coverage.cautions[1]


def test_a_setting_within_the_data_is_not_flagged_and_a_rule_shows_what_it_rests_on() -> None:
    scenario = sized(250)
    asked = ["policy.surveillance=1,2,3,6", "policy.liver_rule=icg_k,albi", "policy.child_pugh_limit=6,7,5"]
    choices = choices_of(scenario, asked)
    tried = {each.words: each for each in _tried(scenario, choices)}
    both = tried[("policy.surveillance", "2 month"), ("policy.liver_rule", "albi")]
    from haicsim.analysis.whatif.coverage import coverage_of

    records = records_of(scenario, 0, "compiled")
    surveillance, liver = coverage_of(scenario, choices, both, scenario, records).grounds
    assert surveillance.flags == (ASSUMED,), "the scenario has no source for its own value"
    assert liver.flags == (RULE_ASSUMED,)
    grades = {name: grade for name, _, grade, _ in liver.rests_on}
    assert grades == {
        "policy.albi_grade.one": "printed", "policy.albi_grade.two": "printed",
        "policy.albi_remnant.one": "assumed", "policy.albi_remnant.two": "assumed",
    }  # fmt: skip
    fit = tried[(("policy.child_pugh_limit", "7"),)]
    assert coverage_of(scenario, choices, fit, scenario, records).grounds[0].flags == (AT_END, END_OF_OFFER)


def _tried(scenario: "haicsim.Scenario", choices: list) -> tuple:  # type: ignore[type-arg]
    return search(scenario, choices, MAIN, most=1000).tried


def test_every_rule_by_name_says_what_it_rests_on_or_takes_no_number() -> None:
    for (path, name), stems in RESTS_ON.items():
        assert path in CHOICES, path
        load_scenario("kurume", [f"{path}={name}"])
        for stem in stems:
            assert any(known == stem or known.startswith(f"{stem}.") for known in numbers_by_path()), stem


def test_limits_hold_for_the_winner_and_are_looked_at_once_more_on_fresh_patients() -> None:
    scenario = sized(1000)
    choices = choices_of(scenario, ["policy.boldness=0.5,0.8,1,1.5,2"])
    free = search(scenario, choices, MEASURES["resection_rate"])
    kept = search(scenario, choices, MEASURES["resection_rate"], [limit_of("operations_per_year<22")])
    assert free.winner is not None
    assert kept.winner is not None
    years: dict[float, float] = {}
    for boldness in (0.5, 0.8, 1.0, 1.5, 2.0):
        records = records_of(sized(1000, f"policy.boldness={boldness}"), 0, "compiled")
        entries = records["entry_day"]
        years[boldness] = records["resected"].mean() * 999 / (entries.max() - entries.min()) * 365.25
    assert free.winner.settings == {"policy.boldness": max(years, key=lambda each: years[each])}
    within = {each: rate for each, rate in years.items() if rate <= 22.0}
    assert 0 < len(within) < len(years)
    boldest = max(within, key=lambda each: within[each])
    assert kept.winner.settings == ({} if boldest == 1.0 else {"policy.boldness": boldest})
    assert kept.fresh is not None
    assert list(kept.fresh.limits) == ["operations_per_year<22"]
    none = search(scenario, choices, MEASURES["resection_rate"], [limit_of("operations_per_year<1")])
    assert (none.winner, none.fresh, none.coverage) == (None, None, None)


@pytest.mark.slow
def test_those_who_enter_during_the_warm_up_are_beside_the_patients_of_a_rung() -> None:
    scenario = sized(2000, "arrivals.warm_up=4")
    choices = choices_of(scenario, ["interval", "liver", "decision"])
    found = search(scenario, choices, MAIN)
    assert [rung.patients for rung in found.rungs] == [250, 500, 1000, 2000]
    assert found.winner is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dead90", "must read OUTCOME<NUMBER"),
        ("dead91<0.05", "Did you mean 'dead90'?"),
        ("dead90<5", "is a share: from 0 to 1"),
        ("rmst60>5%", "is no share"),
        ("dead90<0.0.5", "must be a number"),
    ],
)
def test_a_limit_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        limit_of(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "name", "below", "bound"),
    [("dead90<5%", "dead90", True, 0.05), (" operations_per_year <= 20 ", "operations_per_year", True, 20.0),
     ("os60_resected>0.3", "os60_resected", False, 0.3)],
)  # fmt: skip
def test_limits_are_read(text: str, name: str, below: bool, bound: float) -> None:
    found = limit_of(text)
    assert (found.outcome.name, found.below, found.bound) == (name, below, bound)
    assert [found.broken(each) for each in (bound, float("nan"))] == [False, False]
    assert found.broken(bound + (1.0 if below else -1.0))
    assert found.surely((bound, bound - 1.0, bound + 1.0)) is False


COMPARE = ("policy", "compare", "kurume", "policy.ct_interval=1; policy.boldness=1.2", "--patients", "400")
SEARCH = ("policy", "search", "kurume", "--choice", "policy.boldness=1,4", "--choice", "interval", "--choice", "decision",
          "--patients", "400", "--limit", "dead90<20%")  # fmt: skip
CUT = re.compile(r"(\([-+\d.]+( to)?|±)(\s{2,}|$)")  # an interval that goes on in the next line


@pytest.mark.slow
@pytest.mark.parametrize("words", [COMPARE, SEARCH], ids=["compare", "search"])
def test_in_80_columns_no_number_is_cut(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from haicsim.main import obey

    monkeypatch.setenv("COLUMNS", "80")
    obey(list(words))
    lines = capfd.readouterr().out.splitlines()
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert "…" not in "".join(lines)
    tables = [line for line in lines if "   " in line.strip()]
    assert not [line for line in tables if CUT.search(line)]
    assert len(lines) > 30


@pytest.mark.slow
def test_json_and_python_say_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    from haicsim.main import obey

    obey([*SEARCH, "--json"])
    told = json.loads(capfd.readouterr().out)
    choices = ["policy.boldness=1,4", "interval", "decision"]
    found = haicsim.policy.search("kurume", limits=["dead90<20%"], choices=choices, patients=400)
    assert found.as_dict() == told
    assert found.settings == told["winner"]["settings"]
    assert len(found.rungs) == len(told["rungs"])
    assert found.coverage.path.tolist() == list(found.settings)
    obey([*COMPARE, "--json", "--no-ranges"])
    told = json.loads(capfd.readouterr().out)
    beside = haicsim.policy.compare("kurume", COMPARE[3], patients=400, ranges=False)
    assert beside.as_dict() == told
    assert beside.outcomes.outcome.tolist()[0] == "rmst60_itt"
    assert beside.whom.people.sum() > 400


def test_operations_of_a_year_are_no_outcome_of_sweeps_and_all_others_are() -> None:
    assert set(MEASURES) - set(OUTCOMES) == {"operations_per_year"}
