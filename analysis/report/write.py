"""A report as one file: HTML, Markdown or Word; a file that is no report of ours, or was changed, is never overwritten."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from haicsim.analysis.report import word
from haicsim.analysis.report.blocks import Figure, Report
from haicsim.analysis.results.origin import PROVENANCE, refusal

Format = Literal["html", "md", "docx"]
FORMATS: tuple[Format, ...] = ("html", "md", "docx")
_SEAL = "<!-- haicsim report, sha256 "
_END = " -->\n"
_ROOM = 4_500_000  # of a page that should stay below 5 MB, what its figures may take as they are written
_WRITTEN = 4 / 3  # characters of base64 a byte


def content(report: Report, format_: Format) -> bytes:
    """The file, its seal within."""
    return word.as_docx(report) if format_ == "docx" else rendered(report, format_).encode()


def rendered(report: Report, format_: Format) -> str:
    """The text of the file, its seal in the last line."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    world = Environment(
        loader=PackageLoader("haicsim.analysis.report"),
        autoescape=format_ == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    drawn = as_svg(
        [block for section in report.sections for block in section.blocks if isinstance(block, Figure)]
    )
    world.filters |= {"address": lambda figure: _address(figure, id(figure) in drawn), "cell": _cell}
    text = world.get_template(f"report.{format_}.jinja").render(report=report)
    return f"{text}{_SEAL}{_digest(text)}{_END}"


def as_svg(figures: Sequence[Figure], room: int = _ROOM) -> frozenset[int]:
    """Which figures (by `id`) are SVG, whose text can be searched and enlarged: as many as there is room for, PNG the rest."""
    left, chosen = room - _WRITTEN * sum(len(each.png) for each in figures), set()
    for each in sorted(figures, key=lambda figure: len(figure.svg or b"") - len(figure.png)):
        left -= _WRITTEN * (len(each.svg or b"") - len(each.png))
        if each.svg is not None and left >= 0:
            chosen.add(id(each))
    return frozenset(chosen)


def check_target(target: Path, again: bool) -> None:
    """InputError where the file may not be written: a folder, within a folder of results, or somebody's own file.

    again: a file that is no report as haicsim wrote it may be replaced.
    """
    for place in target.absolute().parents:
        if (place / PROVENANCE).is_file():
            raise refusal(
                target,
                "lies in a folder of results, whose files are digested: name a file outside with --out",
            )
    if target.is_dir():
        raise refusal(target, "is a folder: name a file with --out")
    if target.exists() and not again and not _is_ours(target):
        raise refusal(
            target,
            "is no report as haicsim wrote it: name another file with --out, or replace it with --again",
        )


def _is_ours(target: Path) -> bool:
    """Whether a file is a report, and as it was written."""
    try:
        if word.is_sealed(target):
            return True
        text, _, seal = target.read_bytes().decode("utf-8").rpartition(_SEAL)
    except (OSError, ValueError):
        return False
    return seal == f"{_digest(text)}{_END}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _address(figure: Figure, svg: bool) -> str:
    """A figure as an address that holds it, so that nothing is fetched."""
    kind, file = ("svg+xml", figure.svg or b"") if svg else ("png", figure.png)
    return f"data:image/{kind};base64,{b64encode(file).decode('ascii')}"


def _cell(text: Any) -> str:
    """Text as Markdown's tables and paragraphs take it: on one line, no mark of theirs in it."""
    said = " ".join(f"{text}".split())
    for mark in ("\\", "|", "*", "_", "`", "<", "["):
        said = said.replace(mark, f"\\{mark}")
    return said
