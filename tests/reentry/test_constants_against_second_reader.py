"""Authority: a second reader, who entered 181 constants of the second design without having seen the scenario."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from haicsim.sim.parameters.base import Number
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.units import to_base

READ: dict[str, dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("constants.yaml"))
CALIBRATED = "calibrated"
GROUPS = {"A": "vp", "B": "vv", "C": "neither"}  # by the vessels invaded, those of the veins first


def scenario() -> dict[str, Number]:
    """Every number of the reference scenario by its path, in the unit of its kind."""
    found = {}
    for path, entry, number in load_scenario("kurume").numbers():
        unit, dimension = entry.kind.unit, entry.kind.dimension
        one = to_base(1.0, unit, dimension)
        value, *ends = (to_base(x, number.unit, dimension) / one for x in (number.value, *number.range))
        found[path] = number.model_copy(update={"value": value, "range": tuple(ends)})
    return found


SAYS = scenario()


def alike(a: float, b: float) -> bool:
    return a == pytest.approx(b, rel=0.005, abs=1e-12)


def reader_agrees(path: str) -> bool:
    """The scenario has the reader's value, and the reader's range where one was read."""
    read, says = READ[path], SAYS[path]
    if not alike(says.value, read["value"]):
        return False
    return read.get("low") is None or all(
        alike(a, b) for a, b in zip(says.range, (read["low"], read["high"]), strict=True)
    )


def of_one_number() -> list[str]:
    return [path for path in READ if path in SAYS]


def test_constants_agree_or_say_why_they_do_not() -> None:
    assert len(of_one_number()) >= 175
    unlike = {path for path in of_one_number() if not reader_agrees(path)}
    assert unlike == {path for path in of_one_number() if "otherwise" in READ[path]}


def test_most_constants_agree() -> None:
    assert sum(reader_agrees(path) for path in of_one_number()) >= 110


@pytest.mark.parametrize("path", [p for p in of_one_number() if READ[p].get("otherwise") == CALIBRATED])
def test_what_a_calibration_moved_stayed_within_the_range_the_reader_read(path) -> None:
    read, says = READ[path], SAYS[path]
    assert "Calibration kurume" in says.source
    low, high = read.get("low") or says.range[0], read.get("high") or says.range[1]
    assert low <= says.value <= high


def test_doubling_time_of_the_whole_series_stays_within_the_range_the_reader_read() -> None:
    causes = ("hcv", "hbv", "neither")
    shares = [SAYS[f"population.aetiology_share.{cause}"].value for cause in causes]
    medians = [SAYS[f"tumour.tvdt_median.{cause}"].value for cause in causes]
    typical = SAYS["tumour.tvdt_multiplier"].value * np.exp(np.dot(shares, np.log(medians)))
    read = READ["tumour.tvdt_effective_median"]
    assert read["low"] <= typical <= read["high"]
