"""A report as one file, HTML or Markdown; a file that is no report of ours, or was changed since, is never overwritten."""

import os
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from haicsim.analysis.report.blocks import Report
from haicsim.analysis.results.origin import PROVENANCE, refusal

Format = Literal["html", "md"]
FORMATS: tuple[Format, ...] = ("html", "md")
_SEAL = "<!-- haicsim report, sha256 "
_END = " -->\n"


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
    world.filters |= {"base64": _base64, "cell": _cell}
    text = world.get_template(f"report.{format_}.jinja").render(report=report)
    return f"{text}{_SEAL}{_digest(text)}{_END}"


def write(text: str, target: Path) -> Path:
    """Put the file in place in one step, so that nobody ever sees half of it."""
    fresh = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, target)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink()
        raise refusal(target, f"cannot be written ({problem.strerror or problem})") from problem
    return target


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
        text, _, seal = target.read_bytes().decode("utf-8").rpartition(_SEAL)
    except (OSError, ValueError):
        return False
    return seal == f"{_digest(text)}{_END}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _base64(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def _cell(text: Any) -> str:
    """Text as Markdown's tables and paragraphs take it: on one line, no mark of theirs in it."""
    said = " ".join(f"{text}".split())
    for mark in ("\\", "|", "*", "_", "`", "<", "["):
        said = said.replace(mark, f"\\{mark}")
    return said
