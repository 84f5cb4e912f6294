"""Authority: the rules of a scenario; every corner of the ranges left must be a scenario that can be read."""

import numpy as np
import pytest
from sweeps import here

from haicsim.analysis.sensitivity.compatible import compatible
from haicsim.analysis.sensitivity.factors import factors_of
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changed, is_whole

RISING = ["liver.segment_upto=25..50", "liver.section_upto=40..70", "tumour.phi=0.4..0.7"]


@pytest.fixture(scope="module")
def kurume() -> Scenario:
    return load_scenario("kurume")


def test_of_two_that_must_rise_the_second_is_left_out_with_the_rule(kurume: Scenario) -> None:
    kept, out = compatible(kurume, factors_of(kurume, RISING), together=True)
    assert [factor.path for factor in kept] == ["liver.segment_upto", "tumour.phi"]
    assert [(each.path, each.beside) for each in out] == [("liver.section_upto", ("liver.segment_upto",))]
    assert "must rise" in out[0].rule


def test_moved_one_at_a_time_or_over_ranges_apart_nothing_is_left_out(kurume: Scenario) -> None:
    assert compatible(kurume, factors_of(kurume, RISING), together=False)[1] == []
    apart = ["liver.segment_upto=25..45", "liver.section_upto=45..70"]
    assert compatible(kurume, factors_of(kurume, apart), together=True)[1] == []


def test_one_that_contradicts_the_scenario_as_it_is_is_left_out_alone(kurume: Scenario) -> None:
    _, out = compatible(kurume, factors_of(kurume, ["surgery.remnant_ample=0.04..0.06"]), together=False)
    assert [(each.path, each.beside) for each in out] == [("surgery.remnant_ample", ())]


def test_of_all_parameters_no_corner_left_contradicts_itself(kurume: Scenario) -> None:
    every = factors_of(kurume)
    kept, out = compatible(kurume, every, together=True)
    assert len(kept) > 200
    assert {factor.path for factor in kept} | {each.path for each in out} == {factor.path for factor in every}
    for corner in np.random.default_rng(5).integers(0, 2, (150, len(kept))).tolist():
        changed(kurume, {f.path: f.at(float(end)) for f, end in zip(kept, corner, strict=True)})


def test_switches_are_choices_and_not_among_all_parameters(kurume: Scenario) -> None:
    every = {factor.path: factor for factor in factors_of(kurume)}
    assert "policy.operate" not in every
    assert not [path for path, f in every.items() if is_whole(path) and (f.low, f.high) == (0.0, 1.0)]


def test_asked_for_by_name_they_are_refused(tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.chdir(tmp_path)
    vary = [word for path in RISING for word in ("--vary", path)]
    assert here("sensitivity", "kurume", "--method", "morris", *vary) == 2
    told = capfd.readouterr()
    assert "--vary liver.section_upto" in told.err
    assert "beside liver.segment_upto" in told.err
    assert (told.out, list(tmp_path.iterdir())) == ("", [])
