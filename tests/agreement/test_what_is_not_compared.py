"""By hand: what a study prints and the simulator has no counterpart for is named with the reason, in one sentence."""

from typing import Any

import numpy as np
import pytest
from test_statistics_by_hand import RECORDS, YEAR

from haicsim.analysis.studies import Study
from haicsim.analysis.survival.counterparts import counted_endpoints, refuse_unknown_rule
from haicsim.analysis.survival.membership import ENTRY_RULES
from haicsim.analysis.survival.observation import CONVENTIONS, TIME_ZEROS, observed_in_full, times
from haicsim.analysis.validation.landmarks import compare
from haicsim.analysis.validation.predictive_check import agreement
from haicsim.analysis.validation.replicates import Replicates
from haicsim.analysis.validation.trial_predictions import Prediction, _why_not
from haicsim.analysis.validation.validate import Validation
from haicsim.analysis.validation.verdict import compare_with
from haicsim.show.study_words import not_compared
from haicsim.show.validation import show_validation
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

ABOUT = {"label": "L", "event": "e", "censored": ["last"], "place": "p"}
ENDPOINTS = {
    "OS": {"time_zero": "first_infusion", "convention": "os"},
    "TRIAL": {"time_zero": "randomisation", "convention": "os"},
    "LATE": {"time_zero": "response", "convention": "os"},
    "UNSAID": {"time_zero": "not_stated", "convention": "os"},
    "DFS": {"time_zero": "hepatectomy", "convention": "dfs_death_censored"},
    "OTHER": {"time_zero": "hepatectomy", "convention": "other"},
    "SILENT": {"time_zero": "hepatectomy", "convention": "not_stated"},
}


def study(*figures: dict[str, Any], rule: str = "resected") -> Study:
    return Study.model_validate(
        {
            "format": 1, "name": "s", "title": "T", "source": "S",
            "design": {"entry_rule": {"name": rule, "words": "w", "place": "p"}, "follow_up": "f", "place": "p"},
            "groups": {"all": {"label": "All", "n": 6}},
            "endpoints": {name: {**ABOUT, **one} for name, one in ENDPOINTS.items()},
            "measures": {"male": {"scale": "yes_no", "label": "Male"}},
            "figures": [{"id": f"f{number}", "place": "p", **one} for number, one in enumerate(figures)],
        }
    )  # fmt: skip


def share(endpoint: str, **more: Any) -> dict[str, Any]:
    return {"kind": "survival", "endpoint": endpoint, "at": "1 year", "percent": "50", **more}


def compared(*figures: dict[str, Any]) -> tuple[dict[str, float], dict[str, str]]:
    """What is simulated of the figures in one study of the six, and what is not, with the reason."""
    asked = study(*figures)
    six = Replicates(asked, observed_in_full(RECORDS[None, :], 10 * YEAR))
    found = agreement(asked, {}, six, six)
    return {row.figure: row.middle for row in found.rows}, dict(found.not_simulated)


def test_a_trial_counts_from_the_day_of_the_decision_and_cumulative_recurrence_is_one_minus_survival() -> (
    None
):
    """Of six operated on day 100 one dies within a year of entry; of recurrence see the records: half a year, a tenth."""
    recurred = {
        "kind": "cumulative",
        "endpoint": "DFS",
        "at": "1 year",
        "percent": "40",
        "form": "one_minus_survival",
    }
    women = {"kind": "count", "measure": "male", "category": "no", "count": "3"}
    values, missing = compared(share("TRIAL"), recurred, women)
    assert values == pytest.approx({"f0": 100 * 5 / 6, "f1": 100 * 2 / 6, "f2": 3})
    assert missing == {}


def test_the_first_treatment_of_any_kind_is_the_sooner_of_the_two() -> None:
    records = RECORDS.copy()
    records["first_haic_day"] = [0.0, 150.0, np.nan, 0.0, 0.0, 0.0]
    starts = observed_in_full(records, 10 * YEAR)
    first, infusion = (times(starts, "os", zero).days for zero in ("first_treatment", "first_infusion"))
    assert (first - infusion)[1] == pytest.approx(50.0)
    assert np.isnan(infusion[2])
    assert not np.isnan(first).any()


def test_every_reason_is_said() -> None:
    hazard = {"kind": "hazard_ratio", "endpoint": "OS", "trait": "male", "ratio": "0.7"}
    values, missing = compared(
        share("LATE"), share("UNSAID"), share("OTHER"), share("SILENT"), hazard,
        {"kind": "mean_survival", "endpoint": "OS", "unit": "month", "centre": "20"},
        {"kind": "cumulative", "endpoint": "DFS", "at": "1 year", "percent": "40"},
        {"kind": "p_value", "traits": ["male", "OS"], "p": "0.1"},
        {"kind": "median_survival", "endpoint": "OS", "unit": "month", "centre": "NR"},
        share("OS", interval={"low": "20", "high": "80"}),
    )  # fmt: skip
    assert set(values) == {"f9"}
    expected = {
        "f0": "from response", "f1": "from when UNSAID counts", "f2": "does not count the event of OTHER",
        "f3": "what counts as the event of SILENT", "f4": "hazard ratio", "f5": "mean survival", "f6": "100% less",
        "f7": "p value", "f8": "not reached", "f9, interval": "spread of their own",
    }  # fmt: skip
    assert set(missing) == set(expected)
    for name, words in expected.items():
        assert words in missing[name], name


def test_arms_without_a_group_of_all_are_not_taken_for_everybody() -> None:
    arms = {"haic": {"label": "HAIC", "n": 3}, "other": {"label": "Other", "n": 3}}
    figures = (
        share("OS", group="haic"),
        {"kind": "p_value", "endpoint": "OS", "arms": [["haic"], ["other"]], "p": "0.1"},
    )
    asked = Study.model_validate(
        {**study(share("OS")).model_dump(exclude_unset=True), "groups": arms,
         "figures": [{"id": f"f{number}", "place": "p", **one} for number, one in enumerate(figures)]}
    )  # fmt: skip
    six = Replicates(asked, observed_in_full(RECORDS[None, :], 10 * YEAR))
    found = agreement(asked, {}, six, six)
    assert found.rows == ()
    assert {why for _, why in found.not_simulated} <= {
        f"the simulator knows no group like {name}" for name in arms
    }


def test_it_is_one_sentence_with_every_name_or_the_first_few() -> None:
    reasons = [*((f"a{number}", "one reason") for number in range(5)), ("b", "another")]
    assert not_compared(reasons) == "Not compared: a0, a1, a2, a3, a4 (one reason); b (another)."
    assert (
        not_compared(reasons, everything=False)
        == "Not compared: a0, a1, a2 and 2 more (one reason); b (another)."
    )


def test_only_endpoints_the_simulator_counts_are_drawn_and_set_beside_a_run() -> None:
    asked = study(share("TRIAL"), share("LATE"), share("SILENT"))
    assert counted_endpoints(asked) == ("OS", "TRIAL", "DFS")
    assert [row.endpoint for row in compare(RECORDS, asked, 10 * YEAR)] == ["TRIAL"]


def test_a_rule_of_entry_that_cannot_be_replicated_loads_and_is_refused_in_one_sentence() -> None:
    unknown = study(share("OS"), rule="other")
    assert "other" not in ENTRY_RULES
    for refuse in (
        lambda: refuse_unknown_rule(unknown),
        lambda: compare(RECORDS, unknown, 10 * YEAR),
        lambda: compare_with(load_scenario("kurume"), unknown, {}),
    ):
        with pytest.raises(InputError, match="none of its 1 reported values is compared") as refused:
            refuse()
        assert refused.value.exit_code == 2
        assert len(str(refused.value).splitlines()) == 1
    for rule in ENTRY_RULES:
        refuse_unknown_rule(study(share("OS"), rule=rule))


def test_every_rule_day_and_convention_of_the_simulator_can_be_written_in_a_study() -> None:
    for rule in ENTRY_RULES:
        assert study(share("OS"), rule=rule).design.entry_rule.name == rule
    for zero in TIME_ZEROS:
        for convention in CONVENTIONS:
            content = study(share("OS")).model_dump(exclude_unset=True)
            content["endpoints"]["OS"] |= {"time_zero": zero, "convention": convention}
            assert counted_endpoints(Study.model_validate(content))[0] == "OS"


def test_a_validation_says_in_one_sentence_what_it_does_not_predict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gaps = (("one", "os_hr", "a reason"), ("one", "mean", "a reason"), ("two", "orr", "another"))
    values = np.array([7.0, 10.0, 14.0])
    row = Prediction("one", "folfox", "median_os", 70, "months", 9.0, 10.0, 7.0, 14.0, 0.5, False, values)
    show_validation(Validation((row,), (), gaps))
    said = " ".join(capsys.readouterr().out.split())
    assert "Not compared: one os_hr, one mean (a reason); two orr (another)." in said
    show_validation(Validation((row,), ()))
    assert "Not compared" not in capsys.readouterr().out


def test_a_trial_names_the_kinds_it_never_predicts() -> None:
    """Size and numbers in words aside: what is no share, landmark or median, and what was not reached."""
    hazard = {"kind": "hazard_ratio", "endpoint": "OS", "trait": "male", "ratio": "0.7"}
    median = {"kind": "median_survival", "endpoint": "OS", "unit": "month", "centre": "not reached"}
    asked = study(hazard, median, share("LATE"), share("OS"))
    six = Replicates(asked, observed_in_full(RECORDS[None, :], 10 * YEAR))
    reasons = [_why_not(figure, six) for figure in asked.figures]
    assert reasons[0] == "only shares, landmarks and medians are predicted"
    assert "not reached" in str(reasons[1])
    assert "from response" in str(reasons[2])
    assert reasons[3] is None
