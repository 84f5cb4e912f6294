"""Which engine runs a simulation: by the number of patients in all replications together."""

from dataclasses import dataclass

# Below this many patients SimPy is done before the compiled engine has been loaded (about 0.2 ms a patient against 2 s)
PATIENTS_WORTH_COMPILING = 5_000


@dataclass(frozen=True)
class Choice:
    """An engine, "process" or "compiled", and why."""

    engine: str
    reason: str


def choose(asked: str, patients: int, replications: int) -> Choice:
    """The engine asked for, or for "auto" the one that is done sooner."""
    if asked != "auto":
        return Choice(asked, "asked for")
    everyone = patients * replications
    if everyone < PATIENTS_WORTH_COMPILING:
        return Choice(
            "process", f"{everyone:,} patients are simulated sooner than the compiled engine is loaded"
        )
    return Choice("compiled", f"{everyone:,} patients are worth loading the compiled engine")
