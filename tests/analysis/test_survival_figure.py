"""The figure: the same bytes every time, nothing cut off, nothing written over something else."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray
from worlds_by_hand import lives

from haicsim.analysis.figures import files, survival_curves
from haicsim.analysis.studies import load_study
from haicsim.analysis.survival.kaplan_meier import numbers_at_risk
from haicsim.analysis.validation import compare, observed
from haicsim.sim.units import DAYS_PER_YEAR

PAPER = load_study("kurume")
HORIZON = 12 * DAYS_PER_YEAR


def resected(*, A: int = 0, B: int = 0, C: int = 0) -> NDArray[Any]:
    """So many resected patients a group, dying and recurring at a steady pace, and one starter who never was."""
    groups = [*"A" * A, *"B" * B, *"C" * C]
    n = len(groups)
    records = lives(group=[*groups, "A"])
    spread = np.linspace(0.2, 11.0, n)
    records["resected"][:n] = True
    records["first_haic_day"] = 10.0
    records["hepatectomy_day"][:n] = 160.0
    records["death_day"][:n] = 160.0 + spread * DAYS_PER_YEAR
    records["recurrence_day"][:n:2] = 160.0 + 0.5 * spread[::2] * DAYS_PER_YEAR
    return records


def drawn(records: NDArray[Any]) -> Figure:
    rows = compare(records, PAPER, HORIZON)
    subtitle = f"a-scenario: {len(records):,} started HAIC, {int(records['resected'].sum()):,} resected"
    figure: Figure = survival_curves.draw(records, PAPER, rows, HORIZON, subtitle)
    return figure


WORLDS = {
    "nobody": resected(),
    "one group empty": resected(A=3, C=2),
    "one patient": resected(B=1),
    "hundreds": resected(A=660, B=178, C=427),
    "tens of thousands": resected(A=12_000, B=10_000, C=11_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_no_text_is_cut_or_lies_on_other_text(world: str) -> None:
    import matplotlib.pyplot as plt

    figure = drawn(WORLDS[world])
    try:
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = {
            f"{text.get_text()} {k}": text.get_window_extent(renderer)
            for k, text in enumerate(figure.findobj(Text))
            if text.get_visible() and text.get_text().strip()
        }
        width, height = figure.canvas.get_width_height()
        assert len(boxes) > 60
        for name, box in boxes.items():
            assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= 0, f"'{name}' is cut"
        for (name, box), (other, its) in itertools.combinations(boxes.items(), 2):
            apart = box.x1 <= its.x0 or its.x1 <= box.x0 or box.y1 <= its.y0 or its.y1 <= box.y0
            assert apart, f"'{name}' lies on '{other}'"
    finally:
        plt.close(figure)


@pytest.mark.slow
def test_the_same_world_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        files.save(drawn(WORLDS["one group empty"]), tmp_path / folder, "survival")
    for kind in ("png", "svg"):
        first, second = (
            (tmp_path / folder / f"survival.{kind}").read_bytes() for folder in ("first", "second")
        )
        assert first == second
        assert len(first) > 10_000


@pytest.mark.slow
def test_another_world_gives_other_bytes(tmp_path: Path) -> None:
    pictures = [
        files.save(drawn(WORLDS[name]), tmp_path / str(len(name)), "survival")[1]
        for name in ("nobody", "one patient")
    ]
    assert pictures[0].read_bytes() != pictures[1].read_bytes()


def test_the_legend_says_how_many_each_curve_rests_on() -> None:
    import matplotlib.pyplot as plt

    figure = drawn(WORLDS["one group empty"])
    said = [text.get_text() for text in figure.legends[0].get_texts()]
    plt.close(figure)
    assert any("A: Vp3/4 (n = 3)" in text for text in said)
    assert any("B: Vv2/3 (nobody)" in text for text in said)
    assert sum("paper" in text for text in said) == 3


def test_numbers_at_risk_stand_under_their_own_ticks() -> None:
    import matplotlib.pyplot as plt

    figure = drawn(WORLDS["hundreds"])
    for panel, name in zip(figure.axes, PAPER.endpoints, strict=True):
        ticks = [float(tick) for tick in panel.get_xticks()]
        below = [text for text in panel.texts if text.get_text()[0].isdigit()]
        for place, group in enumerate("ABC"):
            line = below[place * len(ticks) : (place + 1) * len(ticks)]
            times = observed(WORLDS["hundreds"], PAPER, name, group, HORIZON)
            counts = numbers_at_risk(times, np.array(ticks) * DAYS_PER_YEAR)
            assert [(text.get_position()[0], text.get_text()) for text in line] == [
                (tick, str(count)) for tick, count in zip(ticks, counts, strict=True)
            ]
    plt.close(figure)
