"""The gallery as one page: every figure with what it shows in words and the command that makes it; nothing is fetched."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from haicsim.analysis.figures.files import FigureFiles, written

_DPI = 80


@dataclass(frozen=True)
class Exhibit:
    """One figure. title: what it answers. alt: what is to be seen, for whoever does not see it. command: what makes it."""

    title: str
    alt: str
    command: str
    png: bytes

    @property
    def picture(self) -> str:
        """The figure as text that a page can hold."""
        return b64encode(self.png).decode("ascii")


def exhibit(title: str, alt: str, command: str, figure: Any) -> Exhibit:
    """A figure hung up, and its memory given back."""
    import matplotlib.pyplot as plt

    png = written(figure, "png", FigureFiles(dpi=_DPI))
    plt.close(figure)
    return Exhibit(title, alt, command, png)


def page(rooms: Sequence[tuple[str, Sequence[Exhibit]]]) -> str:
    """The page: rooms of exhibits, with a list of them on top."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    world = Environment(
        loader=PackageLoader("haicsim.analysis.figures"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return world.get_template("gallery.html.jinja").render(rooms=rooms)
