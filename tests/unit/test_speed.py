"""Authority: arithmetic by hand, and SimPy's own count of its events."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import simpy
import typer
from typer.testing import CliRunner

import benchmarks.speed.report
from benchmarks.speed import engines
from benchmarks.speed.measuring import Measurement, alternating, ratios, taken
from benchmarks.speed.worlds import HOSPITALS, NOTHING_SCARCE, peer_world, reference_world
from haicsim.commands.bench import bench, source_tree
from haicsim.edge import ending
from haicsim.main import obey
from haicsim.sim.codes import RESOURCES

ROOT = Path(__file__).resolve().parents[2]
FLOOR = Measurement("one / other", "times", 100.0, 200.0, True, (90.0, 150.0, 120.0))
CEILING = Measurement("memory", "MB", 1000.0, None, False, (367.6,))


def test_each_of_two_goes_first_by_turns():
    order = []

    def one():
        order.append("one")
        return 6.0

    def other():
        order.append("other")
        return 2.0

    pairs = alternating(one, other, 3)
    assert order == ["one", "other", "other", "one", "one", "other"]
    assert ratios(pairs) == (3.0, 3.0, 3.0)


@pytest.mark.slow
def test_time_taken_is_the_middle_one_of_the_runs():
    ticks = iter([0.0, 5.0, 5.0, 6.0, 6.0, 8.0])
    assert taken(lambda: None, lambda: next(ticks), runs=3) == 2.0


def test_a_measurement_tells_its_middle_and_its_ends():
    assert (FLOOR.lowest, FLOOR.median, FLOOR.highest) == (90.0, 120.0, 150.0)


@pytest.mark.long
def test_hospitals_limit_as_many_resources_as_their_names_say():
    limited = {name: int((reference_world(name, 10).places > 0).sum()) for name in HOSPITALS}
    assert limited == {NOTHING_SCARCE: 0, "one theatre": 1, "three limited": 3, "five limited": 5}


@pytest.mark.parametrize("events", [20, 63, 1000])
def test_the_bare_loop_schedules_as_many_events_as_asked(events, monkeypatch):
    scheduled = []
    monkeypatch.setattr(simpy, "Environment", counting(scheduled))
    engines.bare_loop(10, events)
    assert len(scheduled) == events


def counting(scheduled):
    class Counting(simpy.Environment):
        def schedule(self, event, *arguments, **named):
            scheduled.append(event)
            super().schedule(event, *arguments, **named)

    return Counting


def test_the_events_of_the_simpy_engine_are_those_it_schedules(monkeypatch):
    world = peer_world(20)
    scheduled = []
    monkeypatch.setattr("haicsim.sim.engines.process.simpy.Environment", counting(scheduled))
    assert engines.events_of(world) == len(scheduled) > 20 * len(RESOURCES)


def test_a_plain_telling_says_every_word_up_to_death():
    world = peer_world(50)
    journal = world.compiled()
    words = engines.plainly_told(world)
    # the journal has a death for nearly everyone and no release; asks of theatre add a word each
    assert len(journal) - 50 <= words <= len(journal) + 100


@pytest.fixture
def measured(monkeypatch):
    def measure(patients, quick, say):
        say(f"{patients} patients, quick {quick}")
        return [FLOOR, CEILING]

    monkeypatch.setattr(benchmarks.speed.report, "bench", measure)
    app = typer.Typer()
    app.command()(bench)
    return lambda *arguments: CliRunner().invoke(app, arguments)


def test_the_table_shows_goal_and_aim_beside_what_was_measured(measured):
    shown = measured("--patients", "500", "--quick")
    assert shown.exit_code == 0
    line = next(line for line in shown.stdout.splitlines() if "one / other" in line)
    assert line.split() == ["one", "/", "other", "120", "times", "90", "-", "150", "≥", "100", "≥", "200"]
    assert "500 patients, quick True" in shown.stderr


def test_machines_get_every_repetition(measured):
    shown = measured("--json")
    first, second = json.loads(shown.stdout)
    assert first == {
        "name": "one / other",
        "unit": "times",
        "goal": 100.0,
        "aim": 200.0,
        "at_least": True,
        "values": [90.0, 150.0, 120.0],
        "median": 120.0,
    }
    assert second["aim"] is None


def test_the_package_is_found_from_the_checkout_and_gives_the_verbs_help():
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "--quick" in told.stdout
    assert source_tree() == ROOT


def test_installed_without_its_sources_it_says_where_the_benchmarks_are(monkeypatch, capfd):
    monkeypatch.setattr("haicsim.commands.bench.source_tree", lambda: None)
    assert ending(lambda: obey(["bench"])) == 2
    said = capfd.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "the benchmarks are in the source tree" in said.err
