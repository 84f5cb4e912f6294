"""The page of all figures as a reader gets it: each with its words and its command, nothing fetched, no file overwritten."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from commands import here

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


@pytest.mark.slow
def test_the_page_holds_every_figure_in_words_and_fetches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here("gallery", "--out", "all.html") == 0
    page = Path("all.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<img\b[^>]*>", page)
    assert len(pictures) == len(list(commands()))
    for picture in pictures:
        assert re.search(r'alt="[^"]{20,}"', picture)
        assert 'src="data:image/png;base64,' in picture
    assert "<script" not in page
    assert re.findall(r"(?:src|href)=\"(?!data:|#)", page) == []
    assert len(page) < 5_000_000
