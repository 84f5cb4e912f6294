"""The page of all figures as a reader gets it: each with its words and its command, nothing fetched, no file overwritten.

What a journal asks for is checked on the same figures: 180 mm wide none has text under 6 points or text that is cut.
"""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from commands import here
from matplotlib.text import Text

from haicsim.analysis.figures import files, gallery_page
from haicsim.api.galleries import commands
from haicsim.main import app

SHOWN = [command for command in commands() if command.startswith("haicsim ")]


@pytest.mark.parametrize("command", sorted(set(SHOWN)))
def test_every_command_shown_is_one_that_haicsim_has_with_those_options(command: str) -> None:
    known = typer.main.get_command(app)
    words = shlex.split(command)[1:]
    while words and words[0] in getattr(known, "commands", {}):
        known = known.commands[words.pop(0)]
    options = {name for each in known.params for name in each.opts}
    assert not hasattr(known, "commands"), "a command is missing"
    assert {word for word in words if word.startswith("--")} <= options


def test_a_file_that_is_there_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gallery.html").write_text("mine")
    assert here("gallery") == 2
    assert "is there already" in capsys.readouterr().err
    assert Path("gallery.html").read_text() == "mine"


def in_print(figure: Any, width_mm: float) -> list[str]:
    """What is wrong with a figure printed so wide: text that is too small or cut.

    Simulated studies are drawn for the width from the start (tests/agreement/test_predicted_figures.py), so here they are not.
    """
    if "simulated studies of the paper's size" in figure.get_suptitle():
        return []
    files.written(figure, "png", files.FigureFiles(("png",), width_mm))
    before = figure.get_size_inches().copy()
    if files.scale_of(figure, width_mm) == 1.0:
        figure.set_size_inches(width_mm / files.MM_PER_INCH, before[1])
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    wrong = []
    for text in figure.findobj(Text):
        if (
            text.get_visible()
            and text.get_text().strip()
            and text.get_in_layout()
            and not _beyond(figure, text)
        ):
            box = text.get_window_extent()
            if min(box.x0, box.y0, width - box.x1, height - box.y1) < -1.0:
                wrong.append(f"'{text.get_text()}' is cut")
    if (points := files.smallest_text(figure, width_mm)) < files.LEAST_POINTS - 0.01:
        wrong.append(f"{points:.1f} points")
    figure.set_size_inches(*before)
    return wrong


def _beyond(figure: Any, text: Text) -> bool:
    """The label of a tick beyond the axes, which matplotlib keeps and does not draw."""
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            ends = min(low, high), max(low, high)
            for tick in axis.get_major_ticks():
                if text in (tick.label1, tick.label2) and not ends[0] <= tick.get_loc() <= ends[1]:
                    return True
    return False


@pytest.mark.slow
def test_the_page_holds_every_figure_in_words_and_fetches_nothing_and_all_can_be_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[str] = []

    def looked_at(figure: Any, kind: str, how: files.FigureFiles) -> bytes:
        faults.extend(in_print(figure, 180.0))
        return files.written(figure, kind, how)

    monkeypatch.setattr(gallery_page, "written", looked_at)
    monkeypatch.chdir(tmp_path)
    assert here("gallery", "--out", "all.html") == 0
    assert faults == []
    page = Path("all.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<img\b[^>]*>", page)
    assert len(pictures) == len(list(commands()))
    for picture in pictures:
        assert re.search(r'alt="[^"]{20,}"', picture)
        assert 'src="data:image/png;base64,' in picture
    assert "<script" not in page
    assert re.findall(r"(?:src|href)=\"(?!data:|#)", page) == []
    assert len(page) < 5_000_000
