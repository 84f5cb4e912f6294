"""Figures as files: which kinds, how wide on the page and how fine; the same bytes every time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from haicsim.analysis.figures.style import settings
from haicsim.sim.errors import Fault, InputError, nearest_name

KINDS = ("png", "svg", "pdf")
WIDTHS = (85, 180)  # mm: one column of a journal, and a page
MM_PER_INCH, POINTS_PER_INCH = 25.4, 72.0
LEAST_POINTS = 6.0  # of text in print, as journals ask for it
_LEAST_MM, _MOST_MM, _LEAST_DPI, _MOST_DPI = 40, 500, 50, 1200
_ON_SCREEN, _IN_PRINT = 160, 300  # dots per inch
_NEAR = 0.6  # of its own width: a figure made much narrower would have room for nothing but its labels
_NARROW = 120.0  # mm: below this panels stand below one another


@dataclass(frozen=True)
class FigureFiles:
    """How figures are written.

    kinds: of KINDS. width_mm: how wide the figure is printed; None leaves it as it is drawn. dpi: dots per inch of a PNG.
    """

    kinds: tuple[str, ...] = KINDS
    width_mm: float | None = None
    dpi: int = _ON_SCREEN

    @property
    def narrow(self) -> bool:
        """Whether a figure is made for one column of a journal."""
        return self.width_mm is not None and self.width_mm < _NARROW

    @property
    def words(self) -> str:
        """The kinds for a sentence, such as "PNG, SVG and PDF"."""
        *most, last = (kind.upper() for kind in self.kinds)
        return f"{', '.join(most)} and {last}" if most else last


AS_EVER = FigureFiles()
_asked: ContextVar[FigureFiles] = ContextVar("_asked", default=AS_EVER)
_widened: ContextVar[list[str] | None] = ContextVar("_widened", default=None)


def asked() -> FigureFiles:
    """How figures are written just now: as within `writing`, else as ever."""
    return _asked.get()


@contextmanager
def writing(files: FigureFiles) -> Iterator[list[str]]:
    """Within it every figure is written so; the list holds the names of those that were made wider (see `printed_width`)."""
    widened: list[str] = []
    before, names = _asked.set(files), _widened.set(widened)
    try:
        yield widened
    finally:
        _asked.reset(before)
        _widened.reset(names)


def figure_files(text: str) -> FigureFiles:
    """What words such as "pdf,svg,85mm,600dpi" ask for; what is not named stays as ever, but print is 300 dpi.

    Raises InputError for a word that is no kind of file, width or fineness.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    kinds = tuple(dict.fromkeys(word for word in words if word in KINDS))
    width, dpi = None, None
    for word in words:
        found = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,2})?)(mm|dpi)", word)
        if found is None and word not in KINDS:
            _refuse(
                text, f"'{word}' is none of {', '.join(KINDS)}, a width (85mm) or a fineness (300dpi)", word
            )
        if found is not None and found[2] == "mm":
            width = _within(text, float(found[1]), _LEAST_MM, _MOST_MM, "mm")
        elif found is not None:
            dpi = int(_within(text, float(found[1]), _LEAST_DPI, _MOST_DPI, "dpi"))
    return FigureFiles(kinds or KINDS, width, dpi or (_ON_SCREEN if width is None else _IN_PRINT))


def _within(text: str, number: float, low: int, high: int, unit: str) -> float:
    if not low <= number <= high:
        _refuse(text, f"{number:g}{unit} is not between {low}{unit} and {high}{unit}", "")
    return number


def _refuse(text: str, rule: str, word: str) -> None:
    raise InputError(
        [Fault(f"--figures {text}", None, "", "", rule, nearest_name(word, KINDS) if word else None)]
    )


def save(figure: Any, folder: Path, name: str) -> list[Path]:
    """Write a figure in every kind that is asked for (see `writing`), and give its memory back; where they are.

    Text stays text in SVG and PDF. With a width, a figure that finds its own layout is laid out anew if its own width is
    near; any other is scaled as a whole, and is as wide as a page where its text could not be read otherwise.
    """
    import matplotlib.pyplot as plt

    files = asked()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for kind in files.kinds]
    for kind, path in zip(files.kinds, paths, strict=True):
        path.write_bytes(written(figure, kind, files))
    if (names := _widened.get()) is not None and printed_width(figure, files.width_mm) != files.width_mm:
        names.append(name)
    plt.close(figure)
    return paths


def written(figure: Any, kind: str, files: FigureFiles = AS_EVER) -> bytes:
    """A figure as the bytes of one kind of file."""
    with settings(), _fitted(figure, printed_width(figure, files.width_mm)) as scale:
        if kind == "pdf":
            return _pdf(figure, scale)
        buffer = BytesIO()
        if kind == "png":
            dpi = files.dpi
            told = {"pil_kwargs": {"dpi": (dpi, dpi)}, "metadata": {"Software": None}}
            figure.savefig(buffer, format="png", dpi=dpi * scale, **told)
            return buffer.getvalue()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        return _scaled_svg(buffer.getvalue(), scale)


def printed_width(figure: Any, width_mm: float | None) -> float | None:
    """The width in print, mm, of a figure for which so much is asked: a page's where its text were too small to be read."""
    page = float(WIDTHS[-1])
    too_small = width_mm is not None and width_mm < page and smallest_text(figure, width_mm) < LEAST_POINTS
    return page if too_small else width_mm


def scale_of(figure: Any, width_mm: float | None) -> float:
    """By how much a figure is scaled as a whole to be so wide; 1 where it is laid out anew or left as it is."""
    if width_mm is None or _laid_out_anew(figure, width_mm):
        return 1.0
    return float(width_mm / MM_PER_INCH / figure.get_figwidth())


def smallest_text(figure: Any, width_mm: float | None) -> float:
    """The size of the smallest text of a figure as it is printed at that width, points; infinite without text."""
    from matplotlib.text import Text

    shown = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip())
    return scale_of(figure, width_mm) * min((text.get_fontsize() for text in shown), default=float("inf"))


def _laid_out_anew(figure: Any, width_mm: float) -> bool:
    """Whether the figure finds its own layout at that width, which is near enough to the one it was drawn for."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    own = isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    return own and _NEAR <= width_mm / MM_PER_INCH / figure.get_figwidth() <= 1.0 / _NEAR


@contextmanager
def _fitted(figure: Any, width_mm: float | None) -> Iterator[float]:
    """The figure laid out at a width, if it can be; by how much it is to be scaled otherwise."""
    scale, before = scale_of(figure, width_mm), figure.get_size_inches().copy()
    if width_mm is not None and _laid_out_anew(figure, width_mm):
        figure.set_size_inches(width_mm / MM_PER_INCH, before[1])
    yield scale
    figure.set_size_inches(*before)


def _scaled_svg(content: bytes, scale: float) -> bytes:
    """An SVG whose page is scaled; what is on it keeps its coordinates."""
    if scale == 1.0:
        return content
    head, end, rest = content.partition(b">\n <metadata>")
    scaled = re.sub(
        rb'(width|height)="([0-9.]+)pt"', lambda m: b'%s="%.6gpt"' % (m[1], float(m[2]) * scale), head
    )
    return scaled + end + rest


def _pdf(figure: Any, scale: float) -> bytes:
    """A PDF of one page, drawn at its own size and scaled as a whole; fonts are embedded as TrueType."""
    pdf: Any = import_module("matplotlib.backends.backend_pdf")
    mixed: Any = import_module("matplotlib.backends.backend_mixed")
    width, height = figure.get_size_inches()
    screen = figure.dpi
    figure.dpi = POINTS_PER_INCH
    buffer = BytesIO()
    file = pdf.PdfFile(buffer, metadata={"Creator": None, "Producer": None, "CreationDate": None})
    file.newPage(width * scale, height * scale)
    file.output(scale, 0, 0, scale, 0, 0, pdf.Op.concat_matrix)
    own = pdf.RendererPdf(file, _IN_PRINT, height, width)
    renderer = mixed.MixedModeRenderer(figure, width, height, _IN_PRINT, own)
    figure.draw(renderer)
    renderer.finalize()
    file.finalize()
    file.close()
    figure.dpi = screen
    return buffer.getvalue()
