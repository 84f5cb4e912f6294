"""Whether a run fits into memory, asked before it begins: the system would otherwise end it without a word."""

from pathlib import Path

from haicsim.sim.errors import Fault, InputError

# Measured on runs of 2,000 to 300,000 patients, results written; the libraries take about 300 MB besides
_BYTES_A_PATIENT = {
    ("process", True): 21_000,
    ("process", False): 21_000,
    ("compiled", True): 5_500,
    ("compiled", False): 1_800,
}
_PROGRAM = 300_000_000


def check_memory(patients: int, engine: str, journal: bool, free: int | None = None) -> None:
    """Raise InputError where that many patients need more memory than is free, and say what would need less.

    engine: "process" or "compiled". journal: whether every event is kept. free: bytes, as the system says if None.
    """
    free = free_bytes() if free is None else free
    needed = _PROGRAM + patients * _BYTES_A_PATIENT[engine, journal]
    if free is not None and needed > free:
        rule = f"need about {needed / 1e9:,.1f} GB of memory and {free / 1e9:,.1f} GB are free: {_advice(engine, journal)}"
        raise InputError([Fault(f"{patients:,} patients with the {engine} engine", None, "", "", rule)])


def free_bytes() -> int | None:
    """Memory this process may still take, in bytes; None where the system does not say."""
    found = [_available(Path("/proc/meminfo")), _whole(Path("/sys/fs/cgroup/memory.max"))]
    return min((each for each in found if each is not None), default=None)


def _available(file: Path) -> int | None:
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _whole(file: Path) -> int | None:
    """The number a file holds, if it holds one."""
    try:
        text = file.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _advice(engine: str, journal: bool) -> str:
    if engine == "process":
        return "take fewer, or --engine compiled"
    return "take fewer, or --no-journal" if journal else "take fewer"
