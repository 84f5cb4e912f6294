"""The readable engine: one SimPy process per patient runs the story.

Takes a story as an argument, like the compiled engine, and writes the same journal, event for event.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from math import isfinite, isnan
from typing import Any

import simpy

from haicsim.sim.codes import ASK, DEATH, GRANTED, NOTE, STAY
from haicsim.sim.engines.contract_errors import FREED, story_error
from haicsim.sim.engines.hospital import Resource, open_hospital

Story = Callable[..., Iterator[tuple[int, int, float]]]
Row = tuple[int, float, int, float]


class Simulation:
    """Everything the processes of one run share: clock, hospital, story, and each patient's journal."""

    def __init__(
        self,
        story: Story,
        p: Sequence[Any],
        theta: Any,
        stream: Any,
        places: Any,
        period: Any,
        horizon: float,
    ):
        """Set the clock to day 0 and open the hospital."""
        self.env = simpy.Environment()
        self.hospital = open_hospital(self.env, places, period)
        self.story, self.p, self.theta, self.stream, self.horizon = story, p, theta, stream, horizon
        self.journal: list[list[Row]] = [[] for _ in p]

    def patient(self, i: int) -> Generator[simpy.Event, Any, None]:
        """Run patient `i` from entry to death or the end of follow-up, whichever is first."""
        env, me, write = self.env, self.p[i], self.journal[i].append
        first = self.stream.key[2]
        held: list[Resource] = []
        yield env.timeout(me.arrival)
        me.now = env.now
        limit, gone = me.arrival + self.horizon, False
        for verb, what, amount in self.story(self.p, i, self.theta, self.stream):
            if not me.death_day > env.now:
                break
            if verb == STAY:
                refuse_impossible(first + i, what, amount)
                write((first + i, env.now, what, amount))
                if env.now + amount >= min(me.death_day, limit):
                    break
                yield env.timeout(amount)
                me.now = env.now
            elif verb == NOTE:
                write((first + i, env.now, what, amount))
            elif verb == ASK:
                asked = env.now
                server = self.hospital[what]
                if server is not None:
                    gone = not (yield self.ask(server, i, held, min(me.death_day, limit) - asked))
                    if gone:
                        break
                    me.now = env.now
                    if server.every == 0.0:
                        held.append(server)
                write((first + i, env.now, GRANTED + what, env.now - asked))
            elif (server := self.hospital[what]) is not None and server.every == 0.0:
                self.give_back(server, i, held)
        if not gone:
            yield env.timeout(self.left(i, limit))
        for server in held:
            server.give_back()
        if me.death_day < limit:
            write((first + i, max(me.death_day, me.now), DEATH, float(me.death_cause)))

    def ask(self, server: Resource, i: int, held: list[Resource], left: float) -> simpy.Event:
        """An event that says whether patient `i`, who will be gone in `left` days, is granted a place before that."""
        if server in held:
            raise story_error(self.stream.key[2] + i, GRANTED + server.number)
        answer = server.ask(i)
        self.env.timeout(left).callbacks.append(lambda _: answer.triggered or answer.succeed(False))
        return answer

    def left(self, i: int, limit: float) -> float:
        """Days patient `i` still has when the story is over, none where the end lies behind."""
        if isnan(self.p[i].death_day):
            raise story_error(self.stream.key[2] + i, DEATH)
        return float(max(min(self.p[i].death_day, limit) - self.env.now, 0.0))

    def give_back(self, server: Resource, i: int, held: list[Resource]) -> None:
        """Patient `i` gives back the place held."""
        if server not in held:
            raise story_error(self.stream.key[2] + i, FREED + server.number)
        held.remove(server)
        server.give_back()


def refuse_impossible(patient: int, activity: int, days: float) -> None:
    """Stop the run where a story asks for a stay that is negative or not finite: SimPy would accept NaN."""
    if not (isfinite(days) and days >= 0.0):
        raise story_error(patient, activity, days)


def run_patients(
    story: Story,
    p: Sequence[Any],
    theta: Any,
    stream: Any,
    places: Any,
    period: Any,
    horizon: float,
    over: Callable[[int], None] | None = None,
) -> list[Row]:
    """Every patient's journal, by patient and then as lived.

    p: patients as slotted objects. theta: one parameter set, as `theta[0].name`. stream: a `RandomStream`. places, period:
    the hospital by resource number. horizon: days of follow-up after each patient's own entry. over: called with 1 whenever a
    patient's story is over. Raises StoryError.
    """
    simulation = Simulation(story, p, theta, stream, places, period, horizon)
    env = simulation.env
    stories = [env.process(simulation.patient(i)) for i in range(len(p))]
    if over is not None:
        for each in stories:
            each.callbacks.append(lambda _: over(1))
    everybody = env.all_of(stories)
    env.run(until=everybody)
    return [row for rows in simulation.journal for row in rows]
