"""The fenced blocks of a page, carried out in order in one folder: what each prints, and how it ends."""

import re
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haicsim.edge import ending
from haicsim.main import obey

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SAVED = re.compile(r"\b[Ss]ave (?:this|it) as `([\w.-]+)`")
ENDS = re.compile(r"\s+# ends with (\d+)$")


@dataclass(frozen=True)
class Block:
    """language, text; file: under which name the prose before it says to save it."""

    language: str
    text: str
    file: str | None


def blocks(page: str) -> list[Block]:
    """All blocks in order."""
    found, before = [], 0
    for match in BLOCK.finditer(page):
        named = SAVED.findall(page[before : match.start()])
        found.append(Block(match[1], match[2], named[-1] if named else None))
        before = match.end()
    return found


def carry_out(block: Block, names: dict[str, Any]) -> None:
    """Save a file, or run commands or Python, in the current folder. A wrong end is an AssertionError."""
    if block.language == "yaml":
        assert block.file is not None, f"nothing says under which name to save: {block.text[:40]}"
        Path(block.file).write_text(block.text, encoding="utf-8")
    elif block.language == "python":
        exec(compile(block.text, "page", "exec"), names)
    elif block.language == "sh":
        for line in block.text.splitlines():
            expected = ENDS.search(line)
            assert command(ENDS.sub("", line)) == (int(expected[1]) if expected else 0), line
    else:
        raise AssertionError(f"a block of {block.language} is neither carried out nor compared")


def command(line: str) -> int:
    """One command line: haicsim in this process, anything else by the shell. Returns the exit code."""
    words = shlex.split(line)
    if words[0] == "haicsim":
        return ending(lambda: obey(words[1:]))
    return subprocess.run(["sh", "-c", line], check=False).returncode


def missing(shown: str, printed: str) -> list[str]:
    """The lines of a page that do not stand in what was printed; spaces and line ends of tables are left aside."""
    said = " ".join(printed.split())
    return [line for line in shown.splitlines() if " ".join(line.split()) not in said]


def follow(page: str, read: Callable[[], str], skipped: Callable[[Block], bool]) -> None:
    """Carry out a whole page; what it shows as printed must be what the blocks since the last such showing print.

    read: what has been printed since it was last asked. skipped: blocks left out, with what they show.
    """
    names: dict[str, Any] = {"__name__": "page"}
    printed, compare = "", True
    for block in blocks(page):
        if block.language == "text":
            if compare:
                absent = missing(block.text, printed)
                assert not absent, f"not printed: {absent}, but:\n{printed}"
            printed, compare = "", True
        elif skipped(block):
            compare = False
        else:
            carry_out(block, names)
            printed += read()
