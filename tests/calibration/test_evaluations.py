"""An evaluation against its own pieces, counted by hand from the records; and the posterior's file."""

from dataclasses import replace

import numpy as np
import pytest

from haicsim.analysis.calibration.evaluation import PARTS, cells_at, described, evaluation
from haicsim.analysis.calibration.likelihood import one_study
from haicsim.analysis.calibration.plan import load_plan
from haicsim.analysis.calibration.posterior import Posterior, as_parquet, read_posterior
from haicsim.analysis.calibration.prior import prior_of
from haicsim.analysis.calibration.series import series_of
from haicsim.analysis.experiments.draws import read_draws
from haicsim.sim.codes import COMPLETE, PARTIAL
from haicsim.sim.errors import InputError
from haicsim.sim.run import records_of
from haicsim.sim.scenario.modify import changed

PLAN = """\
name: small
question: Which kill does the trial allow?
move:
  - {label: kill, paths: [tumour.kill_median]}
series:
  - {study: fujino_2015, scenario: trials/fujino-2015, patients: 600}
beliefs:
  - {outcome: conversion_rate, study: fujino_2015, low: 0.02, high: 0.3, source: "For the test"}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    place = tmp_path_factory.mktemp("plan") / "plan.yaml"
    place.write_text(PLAN, encoding="utf-8")
    file = load_plan(place)
    series = series_of(file)
    return evaluation(series, file.plan.beliefs, 200), prior_of(file, series[0].scenario)


@pytest.fixture(scope="module")
def cell(model):
    return cells_at(model[0], [{"tumour.kill_median": 0.015}], start=7)[0]


@pytest.fixture(scope="module")
def values(model, cell):
    return model[0].run(cell)


def test_values_are_told_apart_by_their_columns(model, values):
    assert len(values) == len(model[0].columns) == 3 * len(PARTS) + 1
    assert model[0].columns[-1] == "fujino_2015.conversion_rate"


def test_the_response_is_that_counted_among_the_records_by_hand(model, cell, values):
    series = model[0].series[0]
    records = records_of(changed(series.scenario, {"tumour.kill_median": 0.015}), 7, "compiled")
    share = np.isin(records["best_response"], (COMPLETE, PARTIAL)).mean()
    place = [row.figure for row in series.rows].index("orr")
    n, mean, spread = series.targets.size, values[place], values[3 + place]
    assert np.sin(mean) ** 2 == pytest.approx(share, abs=0.02)
    assert spread == pytest.approx(0.5 / np.sqrt(n), rel=0.2)  # of the arcsine of a share of so many patients
    assert values[-1] == records["converted"].mean()


def test_one_studys_own_values_are_as_printed_and_on_their_scale_lie_where_all_do(model, values):
    series = model[0].series[0]
    told = one_study([series], np.array(values))["fujino_2015"]
    scaled = series.targets.scaled(told[:, None])[:, 0]
    assert np.all(np.abs(scaled - values[:3]) < 5.0 * np.array(values[3:6]))
    orr = told[[row.figure for row in series.rows].index("orr")]
    assert orr * series.targets.size / 100.0 == pytest.approx(round(orr * series.targets.size / 100.0))


def test_the_same_cell_gives_the_same_bits_and_another_replication_others(model, cell, values):
    assert model[0].run(cell) == values
    assert model[0].run(replace(cell, replication=8)) != values


def test_more_kill_gives_more_response(model):
    weak, strong = (model[0].run(cells_at(model[0], [{"tumour.kill_median": k}])[0]) for k in (0.008, 0.028))
    place = [row.figure for row in model[0].series[0].rows].index("orr")
    assert strong[place] > weak[place] + 0.2


def test_where_a_series_would_show_nobody_its_values_are_missing(model):
    series = model[0].series[0]
    three = np.zeros(3, records_of(series.scenario, 0, "compiled").dtype)
    with pytest.raises(InputError, match="too few to draw"):
        series.simulated(three, 1000.0, 0, 10)
    found = list(described(series, three, 1000.0, 0, 10))
    assert len(found) == len(PARTS) * len(series.rows)
    assert np.isnan(found).all()


POSTERIOR = Posterior(
    ("tumour.kill_median", "tumour.phi"),
    np.array([[0.01, 0.5], [0.02, 0.6], [0.015, 0.55]]),
    "small",
    "0123",
    "v",
    "kurume",
)


def test_a_posterior_is_read_back_as_it_was_written(tmp_path):
    place = tmp_path / "posterior.parquet"
    place.write_bytes(as_parquet(POSTERIOR))
    found = read_posterior(place)
    assert vars(found) | {"values": 0} == vars(POSTERIOR) | {"values": 0}
    assert found.values.tobytes() == POSTERIOR.values.tobytes()
    assert found.settings(2) == [
        {"tumour.kill_median": 0.01, "tumour.phi": 0.5},
        {"tumour.kill_median": 0.02, "tumour.phi": 0.6},
    ]


def test_a_sweep_reads_a_posterior_as_its_draws(tmp_path):
    place = tmp_path / "posterior.parquet"
    place.write_bytes(as_parquet(POSTERIOR))
    assert read_draws(place, "draws") == POSTERIOR.settings()


@pytest.mark.parametrize(("content", "rule"), [(b"", "is no table"), (b"words", "is no table")])
def test_what_is_no_posterior_is_refused(tmp_path, content, rule):
    place = tmp_path / "posterior.parquet"
    place.write_bytes(content)
    with pytest.raises(InputError, match=rule):
        read_posterior(place)
    with pytest.raises(InputError, match="nor a shipped posterior"):
        read_posterior(tmp_path / "another.parquet")
