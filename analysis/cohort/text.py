"""A team's file as text: its encoding, separator and rows, understood or refused, never guessed silently."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from haicsim.analysis.cohort.columns import BY_NAME
from haicsim.sim.errors import Fault, InputError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_LARGEST = 20_000_000  # bytes


@dataclass(frozen=True)
class Rows:
    """What stands in a file: its name, the line of names and its number, the rows with theirs, what was understood."""

    file: str
    heads: tuple[str, ...]
    head_line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    understood: tuple[str, ...]


def refusal(file: str, rule: str, line: int | None = None) -> InputError:
    """The whole file is refused."""
    return InputError([Fault(file, line, "", "", rule)])


def read_rows(path: Path) -> Rows:
    """The rows of a file; lines that begin with # and empty ones are passed over. Raises InputError where it is no table."""
    file, said = str(path), []
    text = _decoded(path)
    if text.startswith("\ufeff"):
        text = text[1:]
        said.append("a byte order mark at the start was passed over")
    lines = [line if not line.lstrip().startswith("#") else "" for line in text.splitlines()]
    first = next((place for place, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise refusal(
            file, "is empty: a line with the names of the columns and a row for each patient are needed"
        )
    separator = _separator(lines[first])
    said.append(f"columns are separated by {SEPARATORS[separator]}")
    table = _split(file, lines[first:], separator, first)
    (line, heads), *rows = table
    if not rows:
        raise refusal(file, "has names of columns but no patient", line)
    return Rows(file, heads, line, tuple(rows), tuple(said))


def _decoded(path: Path) -> str:
    """The text of a file; it must be UTF-8."""
    file = str(path)
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise refusal(file, "is larger than 20 MB: that is no table of one team's patients")
        content = path.read_bytes()
    except OSError as problem:
        raise refusal(file, f"cannot be read ({problem.strerror})") from None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refusal(file, "is written in UTF-16: save it as CSV UTF-8")
    if content[:2] == b"PK":
        raise refusal(file, "is a workbook of a spreadsheet, not CSV: save it as CSV UTF-8")
    if b"\0" in content:
        raise refusal(file, "holds bytes that are no text: save it as CSV UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        rule = f"is not UTF-8 (byte 0x{content[problem.start]:02X} on this line): save it as CSV UTF-8"
        raise refusal(file, rule, line) from None


def _separator(head: str) -> str:
    """That by which the line of names holds most known names; commas where none does better."""

    def known(separator: str) -> int:
        return sum(name.strip().strip('"').lower() in BY_NAME for name in head.split(separator))

    return max(SEPARATORS, key=lambda each: (known(each), head.count(each)))


def _split(file: str, lines: Sequence[str], separator: str, before: int) -> list[tuple[int, tuple[str, ...]]]:
    """Rows of cells without blanks around them, each with its line."""
    reader = csv.reader(StringIO("\n".join(lines)), delimiter=separator, strict=True)
    found = []
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                found.append((before + reader.line_num, cells))
    except csv.Error as problem:
        raise refusal(file, f"is no table ({problem})", before + reader.line_num) from None
    return found
