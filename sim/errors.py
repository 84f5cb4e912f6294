"""What can be wrong with what a user gives us, said so that the user can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST = 300  # characters of one part of a message


class HaicsimError(Exception):
    """Anything haicsim refuses on purpose; `exit_code` is what the command line ends with."""

    exit_code = 1


@dataclass(frozen=True)
class Fault:
    """One thing wrong in an input: where it stands, what was read, which rule it breaks, what was perhaps meant.

    file: as the user named it. line: counted from 1, None where no line applies (a command-line override).
    path: dotted, as in `tumour.kill_rate.value`. value: as read, shortened for printing. nearest: a valid name close to it.
    """

    file: str
    line: int | None
    path: str
    value: str
    rule: str
    nearest: str | None = None

    def __str__(self) -> str:
        """The fault on one line."""
        file, path = cut(self.file), cut(self.path)
        where = file if self.line is None else f"{file}:{self.line}"
        what = f"{path} = {cut(self.value)}" if self.value else path
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        rule = cut(self.rule, 4 * LONGEST)
        return f"{where}: {what}: {rule}.{hint}" if what else f"{where}: {rule}.{hint}"


class InputError(HaicsimError):
    """Faulty input; carries every fault found, not only the first. Exit code 2."""

    exit_code = 2

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in file order."""
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest_name(name: str, valid: Iterable[str]) -> str | None:
    """The valid name closest to a misspelt one, or None where nothing is close."""
    close = get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return close[0] if close else None


def cut(text: str, most: int = LONGEST) -> str:
    """A text of at most so many characters: the middle of a longer one left out, and its length told."""
    if len(text) <= most:
        return text
    told = f" ... ({len(text):,} characters) ... "
    half = max((most - len(told)) // 2, 0)
    return text[:half] + told + text[len(text) - half :]


def short(value: object, most: int = 60) -> str:
    """A value as it was read, cut for printing."""
    text = repr(value)
    return text if len(text) <= most else text[: most - 3] + "..."


class StoryError(HaicsimError):
    """A story asked for something impossible: a bug in a chapter or rule, never the user's fault."""

    def __init__(self, patient: int, why: str) -> None:
        """Name the patient and what the story has him do."""
        super().__init__(f"patient {patient} {why}: a bug in the story")
