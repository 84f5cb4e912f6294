"""All measurements, in their order, each with what is wanted."""

from collections.abc import Callable, Iterator

from benchmarks.speed import engines, fresh
from benchmarks.speed.measuring import Measurement
from benchmarks.speed.worlds import HOSPITALS, NOTHING_SCARCE, peer_world, reference_world

# compiled engine with journal against SimPy: at least, and hoped for; none set for five limited and the peer story
_FASTER: dict[str, tuple[float | None, float | None]] = {
    NOTHING_SCARCE: (100.0, 200.0),
    "one theatre": (50.0, 100.0),
    "three limited": (20.0, 40.0),
    "five limited": (None, None),
}
_MANY, _FEWER = 1_000_000, 100_000

Say = Callable[[str], None]


def bench(patients: int, quick: bool, say: Say = lambda step: None) -> list[Measurement]:
    """Everything `haicsim bench` prints.

    patients: told in every world. quick: fewer repetitions, and a tenth of the million. say: called with each step.
    """
    return list(_all(patients, 3 if quick else 5, _FEWER if quick else _MANY, say))


def _all(patients: int, repetitions: int, many: int, say: Say) -> Iterator[Measurement]:
    say("Compiling or loading the story (about half a minute the first time on a machine)")
    plain = reference_world(NOTHING_SCARCE, patients)
    for hospital in HOSPITALS:
        say(f"Both engines, {hospital}")
        goal, aim = _FASTER[hospital]
        yield engines.compiled_against_simpy(reference_world(hospital, patients), goal, aim, repetitions)
    say("Both engines, peer story")
    yield engines.compiled_against_simpy(peer_world(patients), None, None, repetitions)
    say("Time for a word")
    yield engines.a_word(plain, 60.0, 30.0, repetitions)
    say("SimPy engine against SimPy alone and the story alone")
    yield engines.simpy_against_bare(plain, 0.4, 0.6, repetitions)
    say("Two threads")
    yield engines.two_threads(30 * patients, 1.7, repetitions)
    say(f"{many:,} patients in a fresh interpreter")
    yield from fresh.many_outcomes(many, 5.0, 1000.0, repetitions)
    say("Start-up")
    yield from fresh.start_ups(3.0, repetitions)
