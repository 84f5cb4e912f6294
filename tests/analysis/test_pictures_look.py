"""The pictures of patients: as those kept, the same bytes every time, nothing cut off, no text on other text.

The kept ones lie in `tests/analysis/pictures/`. After a change that is meant, look at the new ones and keep them:
`HAICSIM_KEEP_PICTURES=1 python -m pytest tests/analysis/test_pictures_look.py`.
"""

import itertools
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from journals_by_hand import HORIZON_DAYS, Life, baselines, many, of_every_kind, world
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text

from haicsim.analysis.figures import files, flow, occupancy, reasons, spider, style, swimmer, waterfall
from haicsim.analysis.figures.gallery import WHAT
from haicsim.analysis.results import events as journals
from haicsim.sim import codes
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

KEPT = Path(__file__).with_name("pictures")
DPI = 50
THRESHOLDS = (0.7, 1.2)
Array = Any


@cache
def told(name: str) -> tuple[Array, Array]:
    return WORLDS[name]()


def thousands() -> tuple[Array, Array]:
    """As many records as the largest runs have, the lives of a few."""
    journal, records = many(3)
    return journal, np.tile(records, 40_000)


def simulated() -> tuple[Array, Array]:
    """A hospital with too few theatres, as the model tells it."""
    everyone = journals.counted_run(
        run(load_scenario("one-theatre", ["run.patients=1500", "run.engine=compiled"]))
    )
    return everyone.journal, everyone.records


WORLDS: dict[str, Callable[[], tuple[Array, Array]]] = {
    "forty": lambda: many(4),
    "nobody infused": lambda: world(Life().stay(codes.PORT_PLANNING, 4.0).dies(codes.OF_OTHER_CAUSE)),
    "one alone": lambda: world(of_every_kind()[1]),
    "everybody converted": lambda: world(of_every_kind()[0], of_every_kind()[1]),
    "simulated": simulated,
    "more than a million": thousands,
}
CROWDS = {"occupancy", "flow", "reasons"}  # draw themselves as easily for a million


def drawn(picture: str, name: str) -> Figure:
    journal, records = told(name)
    who = f"by-hand: {len(records):,} started HAIC"
    figure: Figure
    if picture in ("flow", "reasons"):
        figure = {"flow": flow, "reasons": reasons}[picture].draw(records, who)
    elif picture in ("occupancy", "swimmer"):
        module = {"occupancy": occupancy, "swimmer": swimmer}[picture]
        figure = module.draw(journal, records, HORIZON_DAYS, who)
    else:
        module = {"waterfall": waterfall, "spider": spider}[picture]
        figure = module.draw(journal, records, baselines(records), THRESHOLDS, who)
    return figure


@pytest.mark.parametrize("picture", WHAT)
def test_a_picture_looks_like_the_one_kept(picture: str, tmp_path: Path) -> None:
    figure = drawn(picture, "forty")
    path = tmp_path / f"{picture}.png"
    with style.settings():
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
    close(figure)
    if os.environ.get("HAICSIM_KEEP_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        (KEPT / path.name).write_bytes(path.read_bytes())
    assert compare_images(str(KEPT / path.name), str(path), tol=1.0) is None


@pytest.mark.slow
@pytest.mark.parametrize("picture", WHAT)
def test_the_same_lives_give_the_same_bytes_and_others_do_not(picture: str, tmp_path: Path) -> None:
    for folder, name in (("first", "forty"), ("second", "forty"), ("other", "one alone")):
        files.save(drawn(picture, name), tmp_path / folder, picture)
    for kind in ("png", "svg"):
        first, second, other = (
            (tmp_path / folder / f"{picture}.{kind}").read_bytes() for folder in ("first", "second", "other")
        )
        assert first == second
        assert first != other
        assert len(first) > 10_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("picture", "name"),
    [(picture, name) for picture in WHAT for name in WORLDS if picture in CROWDS or "million" not in name],
)
def test_no_text_is_cut_or_lies_on_other_text(picture: str, name: str) -> None:
    figure = drawn(picture, name)
    try:
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = {
            f"{text.get_text()} {k}": text.get_window_extent(renderer)
            for k, text in enumerate(figure.findobj(Text))
            if text.get_visible() and len(text.get_text().strip()) > 1  # letters stand in their own circles
        }
        width, height = figure.canvas.get_width_height()
        assert len(boxes) > 10
        for text, box in boxes.items():
            assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= 0, f"'{text}' is cut"
        for (text, box), (other, its) in itertools.combinations(boxes.items(), 2):
            apart = box.x1 <= its.x0 or its.x1 <= box.x0 or box.y1 <= its.y0 or its.y1 <= box.y0
            assert apart, f"'{text}' lies on '{other}'"
    finally:
        close(figure)


def said(picture: str, name: str) -> str:
    figure = drawn(picture, name)
    text = " ".join(" ".join(text.get_text() for text in figure.findobj(Text)).split())
    close(figure)
    return text


@pytest.mark.parametrize("picture", ["swimmer", "spider"])
def test_time_from_first_infusion_of_the_operated_or_converted_is_said_to_be_immortal(picture: str) -> None:
    assert "(immortal time)" in said(picture, "forty")


@pytest.mark.parametrize("picture", ["flow", "reasons"])
def test_the_share_converted_is_said_to_be_an_assumption(picture: str) -> None:
    assert "share converted is set by assumption" in said(picture, "forty")


@pytest.mark.parametrize(
    ("picture", "who"),
    [
        ("swimmer", "the first 5, by number, of each fate; 4 never infused are not shown"),
        ("waterfall", "all 36 with a CT on HAIC"),
        ("spider", "all 36 with a CT on HAIC"),
    ],
)
def test_whom_a_picture_shows_is_said_on_it(picture: str, who: str) -> None:
    assert who in said(picture, "forty")


def test_a_sample_says_of_how_many_it_is() -> None:
    journal, records = told("forty")
    few = baselines(records)
    few[20:] = np.nan
    for module in (waterfall, spider):
        figure = module.draw(journal, records, few, THRESHOLDS, "")
        assert any("the first 16, by number, of 36 with a CT" in text.get_text() for text in figure.texts)
        close(figure)


def test_the_numbers_of_the_flow_stand_in_its_boxes() -> None:
    text = said("flow", "forty")
    for name, count in flow.flow(told("forty")[1]).counts.items():
        assert f"{flow.TITLES[name]}: {count:,}" in text


LOOKS = {"states": style.STATE_FILL, "responses": style.RESPONSE_FILL}


@pytest.mark.parametrize("look", LOOKS)
def test_areas_are_told_apart_in_grey_by_lightness_or_hatch(look: str) -> None:
    for one, other in itertools.combinations(LOOKS[look].values(), 2):
        assert one.hatch != other.hatch or abs(lightness(one.colour) - lightness(other.colour)) > 8, (
            one,
            other,
        )


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("sees", ["everything", "no red", "no green"])
def test_areas_are_told_apart_by_the_colour_blind(look: str, sees: str) -> None:
    for one, other in itertools.combinations(LOOKS[look].values(), 2):
        distance = float(np.abs(seen(one.colour, sees) - seen(other.colour, sees)).sum())
        assert one.hatch != other.hatch or distance > 0.2, (one, other)


def lightness(colour: str) -> float:
    """CIE L*, 0 to 100 (CIE 15:2004)."""
    luminance = float(linear(colour) @ [0.2126, 0.7152, 0.0722])
    return 116.0 * luminance ** (1 / 3) - 16.0 if luminance > 0.008856 else 903.3 * luminance


def linear(colour: str) -> np.ndarray:
    from matplotlib.colors import to_rgb

    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def seen(colour: str, sees: str) -> np.ndarray:
    """As dichromats see it: the matrices of Vienot, Brettel and Mollon (Color Res Appl 1999;24:243) in linear RGB."""
    matrices = {
        "everything": np.eye(3),
        "no red": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
        "no green": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    }
    out: np.ndarray = np.asarray(matrices[sees]) @ linear(colour)
    return out


def close(figure: Figure) -> None:
    import matplotlib.pyplot as plt

    plt.close(figure)
