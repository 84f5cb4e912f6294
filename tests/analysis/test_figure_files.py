"""Figures as a journal takes them: sizes in mm against the files' own headers, text that is text, fonts that are embedded."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from haicsim.analysis.figures.files import KINDS, FigureFiles, figure_files, save, smallest_text, writing
from haicsim.analysis.figures.style import canvas, settings
from haicsim.sim.errors import InputError

WORDS = "Months since the decision"


def figure(own_layout: bool) -> Any:
    import matplotlib.pyplot as plt

    with settings():
        made = plt.figure(figsize=(8.0, 4.0), layout="constrained") if own_layout else canvas(8.0, 4.0)
        panel = made.add_subplot()
        panel.plot([0, 1], [1, 0])
        panel.set_xlabel(WORDS)
    return made


def written(folder: Path, own_layout: bool, **how: Any) -> dict[str, bytes]:
    with writing(FigureFiles(**how)):
        return {path.suffix[1:]: path.read_bytes() for path in save(figure(own_layout), folder, "f")}


@pytest.mark.parametrize("own_layout", [True, False], ids=["laid out anew", "scaled as a whole"])
@pytest.mark.parametrize("width", [135.0, 180.0])
def test_the_width_is_that_asked_for_in_every_kind_of_file(
    tmp_path: Path, own_layout: bool, width: float
) -> None:
    made = written(tmp_path, own_layout, width_mm=width, dpi=300)
    assert width_of(made["pdf"]) == pytest.approx(width, abs=0.1)
    points = re.search(rb'width="([0-9.]+)pt"', made["svg"])
    assert points is not None
    assert float(points[1]) / 72 * 25.4 == pytest.approx(width, abs=0.1)
    picture = Image.open(tmp_path / "f.png")
    assert picture.info["dpi"] == pytest.approx((300, 300), rel=1e-3)
    assert picture.width / 300 * 25.4 == pytest.approx(width, abs=0.2)


def test_text_is_text_in_svg_and_fonts_of_a_pdf_are_truetype(tmp_path: Path) -> None:
    made = written(tmp_path, True)
    assert WORDS.encode() in re.sub(rb"<!--.*?-->", b"", made["svg"], flags=re.S)
    assert b"/Type3" not in made["pdf"]
    assert b"/CIDFontType2" in made["pdf"]
    assert b"/FontFile2" in made["pdf"]


def test_the_same_figure_is_the_same_bytes_in_every_kind(tmp_path: Path) -> None:
    for kind, content in written(tmp_path / "first", False, width_mm=100).items():
        assert content == written(tmp_path / "second", False, width_mm=100)[kind], kind


def test_a_whole_figure_at_half_its_width_has_text_of_half_the_size() -> None:
    whole = figure(False)
    assert smallest_text(whole, None) == 9.5
    assert smallest_text(whole, 4.0 * 25.4) == pytest.approx(4.75)


def test_a_figure_whose_text_would_be_under_six_points_is_a_page_wide_and_is_named(tmp_path: Path) -> None:
    with writing(FigureFiles(("pdf",), 85.0)) as widened:
        (small,) = save(figure(False), tmp_path, "too-small")
    assert widened == ["too-small"]
    assert width_of(small.read_bytes()) == pytest.approx(180.0, abs=0.1)
    with writing(FigureFiles(("pdf",), 130.0)) as widened:
        (large,) = save(figure(False), tmp_path, "large-enough")  # 9.5 points x 130 mm / 203.2 mm = 6.08
    assert widened == []
    assert width_of(large.read_bytes()) == pytest.approx(130.0, abs=0.1)


def width_of(pdf: bytes) -> float:
    """Width of a PDF's page in mm, by its own header."""
    box = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", pdf)
    assert box is not None
    return float(box[1]) / 72 * 25.4


def test_words_of_the_option() -> None:
    assert figure_files("pdf, 85mm") == FigureFiles(("pdf",), 85.0, 300)
    assert figure_files("svg,png,600dpi") == FigureFiles(("svg", "png"), None, 600)
    assert figure_files("180mm") == FigureFiles(KINDS, 180.0, 300)
    assert (figure_files("85mm").narrow, figure_files("180mm").narrow) == (True, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pdg", "'pdg' is none of png, svg, pdf, a width"),
        ("5mm", "5mm is not between 40mm and 500mm"),
        ("9000dpi", "9000dpi is not between 50dpi and 1200dpi"),
    ],
)
def test_what_is_no_kind_width_or_fineness_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        figure_files(text)
    assert said in str(refused.value)


def test_the_option_ends_with_its_command() -> None:
    from haicsim.analysis.figures.files import AS_EVER, asked

    with writing(FigureFiles(("pdf",))):
        assert asked().kinds == ("pdf",)
    assert asked() == AS_EVER
