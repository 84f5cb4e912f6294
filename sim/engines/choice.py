"""Which engine tells a run: by the size of all its work together."""

from dataclasses import dataclass

# Below this many lives SimPy is done before the compiled engine has been loaded (about 0.2 ms a life against 2 s)
LIVES_WORTH_COMPILING = 5_000


@dataclass(frozen=True)
class Choice:
    """An engine, "process" or "compiled", and why."""

    engine: str
    reason: str


def choose(asked: str, patients: int, replications: int) -> Choice:
    """The engine asked for, or for "auto" the one that is done sooner."""
    if asked != "auto":
        return Choice(asked, "asked for")
    lives = patients * replications
    if lives < LIVES_WORTH_COMPILING:
        return Choice("process", f"{lives:,} lives are told sooner than the compiled engine is loaded")
    return Choice("compiled", f"{lives:,} lives are worth loading the compiled engine")
