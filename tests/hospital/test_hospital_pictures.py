"""The two figures of the hospital: nothing cut off or on other text, the same bytes, drawn only where something is scarce."""

import itertools
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from by_hand import Visit, result_of
from matplotlib.figure import Figure
from matplotlib.text import Text

from haicsim.analysis.figures import files, hospital, warm_up
from haicsim.analysis.figures.gallery import OF_HOSPITAL, WHAT
from haicsim.analysis.measures.hospital import HospitalRun, hospital_run
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

MODULES = {"hospital": hospital, "warm-up": warm_up}
EVERYTHING = [
    f"capacity.{name}={places}"
    for name, places in (
        ("angiography_suite", 2),
        ("infusion_bed", 5),
        ("ct", 1),
        ("perfusion", 1),
        ("icu", 1),
        ("ward", 2),
    )
]


@cache
def world(name: str) -> HospitalRun:
    if name == "one patient":
        return hospital_run(result_of([Visit(0.0, 0.0, 3.0)], 1))
    if name == "three resources":
        return hospital_run(run(load_scenario("one-theatre", ["run.patients=300", "run.engine=process"])))
    size = ["run.patients=200", "run.engine=process"]
    return hospital_run(
        run(load_scenario("one-theatre", [*(x for x in EVERYTHING if "bed" not in x), *size]))
    )


def texts(figure: Figure) -> list[Text]:
    """All that is drawn; matplotlib keeps labels of ticks beyond the axes too, and does not draw them."""
    beyond = set()
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            beyond |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    every = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip())
    return [text for text in every if text not in beyond]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["one patient", "three resources", "everything"])
@pytest.mark.parametrize("picture", OF_HOSPITAL)
def test_no_text_is_cut_or_lies_on_other_text(picture: str, name: str) -> None:
    import matplotlib.pyplot as plt

    figure = MODULES[picture].draw(world(name), "a hospital: 300 started HAIC")
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = {
        f"{text.get_text()} {k}": text.get_window_extent(renderer) for k, text in enumerate(texts(figure))
    }
    width, height = figure.canvas.get_width_height()
    assert len(boxes) > 8
    for text, box in boxes.items():
        assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= 0, f"'{text}' is cut"
    for (text, box), (other, its) in itertools.combinations(boxes.items(), 2):
        apart = box.x1 <= its.x0 or its.x1 <= box.x0 or box.y1 <= its.y0 or its.y1 <= box.y0
        assert apart, f"'{text}' lies on '{other}'"
    plt.close(figure)


@pytest.mark.slow
@pytest.mark.parametrize("picture", OF_HOSPITAL)
def test_the_same_run_gives_the_same_bytes(picture: str, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        files.save(MODULES[picture].draw(world("three resources"), "x"), tmp_path / folder, picture)
    for kind in ("png", "svg"):
        first, second = (
            (tmp_path / folder / f"{picture}.{kind}").read_bytes() for folder in ("first", "second")
        )
        assert first == second


def test_a_long_series_is_drawn_in_means_of_whole_weeks() -> None:
    """520 weeks in at most 260 points: two weeks each, the first in the middle of them, on day 7."""
    years, means = hospital.coarse(np.tile([1.0, 3.0], 260))
    assert (len(means), set(means)) == (260, {2.0})
    assert years[0] == pytest.approx(7.0 / 365.25)


@pytest.mark.long
def test_they_are_drawn_where_something_is_scarce_and_only_there(tmp_path: Path) -> None:
    import haicsim

    for name, figures in (("kurume", set(WHAT)), ("one-theatre", {*WHAT, *OF_HOSPITAL})):
        folder = haicsim.run(name, patients=80, engine="process").save(tmp_path / name)
        drawn = haicsim.pictures(folder, out=tmp_path / f"{name}-drawn")
        assert set(drawn.drawn) == figures
        assert {path.stem for path in (tmp_path / f"{name}-drawn").glob("*.png")} == figures


def test_no_more_of_a_calendars_places_are_taken_than_there_are() -> None:
    import matplotlib.pyplot as plt

    figure = hospital.draw(world("three resources"), "x")
    shares = [
        axes.lines[0].get_ydata() for axes in figure.axes if axes.get_ylabel() == "% of places" and axes.lines
    ]
    assert len(shares) == 2  # the meeting and the theatre
    assert all(share.min() >= 0.0 and share.max() <= 100.0 for share in shares)
    assert max(share.max() for share in shares) > 0.0
    plt.close(figure)
