"""A run that cannot fit into memory is refused before it begins, with what would fit."""

from pathlib import Path

import pytest

from haicsim.memory import check_memory, free_bytes
from haicsim.sim.errors import InputError


def test_the_system_says_how_much_is_free() -> None:
    free = free_bytes()
    if Path("/proc/meminfo").exists():
        assert free is not None
        assert 1 << 20 < free < 1 << 50


@pytest.mark.parametrize(
    ("engine", "journal", "advice"),
    [
        ("process", True, "--engine compiled"),
        ("process", False, "--engine compiled"),
        ("compiled", True, "or --no-journal"),
        ("compiled", False, "take fewer."),
    ],
)
def test_what_does_not_fit_is_refused_with_advice(engine: str, journal: bool, advice: str) -> None:
    check_memory(10_000, engine, journal, free=1_000_000_000)
    with pytest.raises(
        InputError, match=r"2,000,000 patients with the .* need about [\d.]+ GB .* and 1\.0 GB are free"
    ) as said:
        check_memory(2_000_000, engine, journal, free=1_000_000_000)
    assert advice in str(said.value)


def test_where_the_system_says_nothing_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haicsim.memory.free_bytes", lambda: None)
    check_memory(10**12, "compiled", False)


def test_what_is_reckoned_is_not_below_what_was_measured() -> None:
    """Authority: resident bytes of finished runs, results written; those of 1,000,000 as measured on version 0.1."""
    measured = {  # patients, engine, journal
        (50_000, "compiled", False): 556_208_128,
        (50_000, "compiled", True): 671_223_808,
        (1_000_000, "compiled", False): 2_400_000_000,
        (1_000_000, "compiled", True): 3_900_000_000,
    }
    for (patients, engine, journal), resident in measured.items():
        check_memory(patients, engine, journal, free=5 * resident)
        with pytest.raises(InputError, match="GB are free"):
            check_memory(patients, engine, journal, free=resident - 1)
