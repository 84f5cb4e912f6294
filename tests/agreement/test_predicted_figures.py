"""The paper's figures drawn again: bands counted by hand, the same bytes every time, as the ones kept, nothing cut off.

The kept ones lie in `tests/agreement/pictures/`. After a change that is meant, look at the new ones and keep them:
`HAICSIM_KEEP_PICTURES=1 python -m pytest tests/agreement/test_predicted_figures.py`.
"""

import os
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.testing.compare import compare_images
from worlds_by_hand import NEVER, lives

from haicsim.analysis.figures import files, predicted
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.observation import observed_in_full
from haicsim.analysis.validation.predictive_check import Agreement, agreement
from haicsim.analysis.validation.replicates import Replicates
from haicsim.sim.units import DAYS_PER_YEAR

KEPT = Path(__file__).with_name("pictures")
NAMES = ("figure-1", "figure-2", "figure-3")
matplotlib.use("Agg")


def forty_studies(paper: Study) -> Replicates:
    """Forty studies of 18; patient k of study r dies after 0.4 (k + 1) (1 + r / 40) years and recurs half way."""
    groups = ["A"] * 6 + ["B"] * 4 + ["C"] * 8
    records = np.stack([_study(groups, 0.4 * (1.0 + r / 40.0)) for r in range(40)])
    return Replicates(paper, observed_in_full(records, 12 * DAYS_PER_YEAR))


def _study(groups: list[str], years: float) -> Any:
    lived = [years * (k + 1) * DAYS_PER_YEAR for k in range(18)]
    return lives(
        group=groups,
        resected=[True] * 18,
        first_haic_day=[0.0] * 18,
        hepatectomy_day=[10.0] * 18,
        recurrence_day=[10.0 + days / 2 if k % 3 else NEVER for k, days in enumerate(lived)],
        death_day=lived,
    )


@pytest.fixture(scope="module")
def studies(paper: Study) -> Replicates:
    return forty_studies(paper)


@pytest.fixture(scope="module")
def table(paper: Study, studies: Replicates) -> Agreement:
    return agreement(paper, {}, studies, studies)


def test_the_band_of_the_first_death_by_hand(studies: Replicates) -> None:
    found = predicted.predicted_band(studies, "OS", "A")
    # the first of six dies between 0.40 and 0.79 years: before 5 months nobody, after 10 months one in every study
    assert found.low[4] == found.high[4] == 1.0
    assert found.high[7] == 1.0
    assert found.low[7] == pytest.approx(5 / 6)
    assert found.middle[10] <= 5 / 6
    assert found.at_risk[0] == 6


def test_numbers_at_risk_are_medians_over_studies_by_hand(studies: Replicates) -> None:
    # alive at year t: those with 0.4 (k + 1) (1 + r / 40) >= t; at 1 year k >= 2 for r < 10, k >= 1 for r >= 10
    assert predicted.predicted_band(studies, "OS", "all").at_risk[1] == 17


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_looks_like_the_one_kept(
    name: str, studies: Replicates, table: Agreement, tmp_path: Path
) -> None:
    figure = predicted.figures(studies, table.rows, "by-hand")[name]
    path = tmp_path / f"{name}.png"
    figure.savefig(path, dpi=50, metadata={"Software": None})
    if os.environ.get("HAICSIM_KEEP_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        (KEPT / path.name).write_bytes(path.read_bytes())
    assert compare_images(str(KEPT / path.name), str(path), tol=1.0) is None


@pytest.mark.slow
def test_figures_are_the_same_bytes_every_time(studies: Replicates, table: Agreement, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        for name, figure in predicted.figures(studies, table.rows, "by-hand").items():
            files.save(figure, tmp_path / folder, name)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_off_and_the_immortal_time_is_said(
    name: str, studies: Replicates, table: Agreement
) -> None:
    figure = predicted.figures(studies, table.rows, "by-hand")[name]
    figure.canvas.draw()
    whole = figure.bbox
    texts = [
        text
        for text in figure.findobj(matplotlib.text.Text)
        if text.get_text().strip() and text.get_visible()
    ]
    for text in texts:
        box = text.get_window_extent()
        assert box.x0 >= whole.x0 - 1, text.get_text()
        assert box.x1 <= whole.x1 + 1, text.get_text()
        assert box.y0 >= whole.y0 - 1, text.get_text()
        assert box.y1 <= whole.y1 + 1, text.get_text()
    said = " ".join(text.get_text() for text in texts)
    assert ("immortal time" in said) == ("Overall survival" in said)
