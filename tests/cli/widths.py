"""Whether a screen fits: the same words as on an endless one, none cut or broken, on lines that are not too long."""

import re
from collections.abc import Callable

import pytest

WIDTHS = (80, 100, 120)
_ENDLESS = 2000
_PROGRESS = re.compile(r"^[\d,]+ of [\d,]+ .* left$", re.M)  # a slow machine says more of it than a fast one
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def assert_fits(
    show: Callable[[], object], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Show something at each width and on a screen without an end, and compare."""
    endless = _words(_shown(show, _ENDLESS, capfd, monkeypatch))
    assert len(endless) > 10
    for width in WIDTHS:
        text = _shown(show, width, capfd, monkeypatch)
        too_long = [line for line in text.splitlines() if len(line.rstrip()) > width]
        assert not too_long, (width, too_long[:5])
        words = _words(text)
        assert words == endless, (width, "broken", words - endless, "cut", endless - words)


def _shown(
    show: Callable[[], object],
    width: int,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    capfd.readouterr()
    show()
    shown = capfd.readouterr()
    return _PROGRESS.sub("", _CONTROL.sub("", shown.out + shown.err))


def _words(text: str) -> set[str]:
    """Everything between spaces but rules; commas come and go with the heading of a column."""
    words = {word.rstrip(",") for word in text.replace("\N{BOX DRAWINGS LIGHT HORIZONTAL}", " ").split()}
    return words
