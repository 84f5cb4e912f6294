"""Authority: by hand: the picture of trials shows each printed median, each predicted one, and the span of its studies."""

import matplotlib
import numpy as np
import pytest

from haicsim.analysis.figures.trials import draw
from haicsim.analysis.validation.trial_predictions import Prediction

matplotlib.use("Agg")
ROWS = [
    Prediction(
        "north", "folfox", "median_os", 70, "months", 21.0, 10.0, 7.0, 14.0, 0.99, False, np.array([10.0])
    ),
    Prediction(
        "south", "new-fp", "median_os", 44, "months", 30.0, 22.0, 13.0, 33.0, 0.9, False, np.array([22.0])
    ),
]


def test_every_trial_has_its_line_its_point_and_the_printed_median() -> None:
    figure = draw(ROWS)
    (panel,) = figure.axes
    labels = [label.get_text() for label in panel.get_yticklabels()]
    assert labels == ["south (new-fp, n = 44)", "north (folfox, n = 70)"]  # the first is drawn at the top
    spans = [tuple(line.get_xdata()) for line in panel.lines]
    assert spans == [(13.0, 33.0), (7.0, 14.0)]
    points = [
        tuple(map(float, dots.get_offsets()[0])) for dots in panel.collections if len(dots.get_offsets())
    ]
    assert points == [(22.0, 0.0), (30.0, 0.0), (10.0, 1.0), (21.0, 1.0)]
    assert panel.get_xlim()[0] == pytest.approx(0.0)
