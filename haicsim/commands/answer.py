"""How a command gives its answer: on the screen or as JSON, and into a folder where one is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Answer(Protocol):
    """An answer of the Python API that can be shown and kept."""

    def as_dict(self) -> Any:
        """All of it in plain numbers."""

    def save(self, folder: Path) -> Path:
        """Write it into a folder."""


def give(answer: Answer, show: Callable[[], None], json: bool, out: Path | None, files: str) -> None:
    """Print the answer, and keep it where a folder is named. files: what is written, in words."""
    from haicsim.analysis.results.formats import as_json

    if out is not None:  # first, so that nothing is lost where whoever reads the screen stops reading
        answer.save(out)
    if json:
        print(as_json(answer.as_dict()), end="")
        return
    show()
    if out is not None:
        print(f"\nWritten to {out}/: {files}")
