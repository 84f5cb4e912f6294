"""Histories of one group drawn at random from all that agree with its own printed figures."""

from collections.abc import Iterator, Sequence
from math import factorial, log

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.km_solver.histories import NONE, Histories
from haicsim.analysis.km_solver.prior import Stretch, weights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EVENT, CENSORED, NOBODY = 1, 0, -1
AT_ONCE = 4_000_000  # numbers held in one step
MOST_WAYS = 100_000_000  # numbers held at once: 800 MB


class TooLargeError(Exception):
    """Too many patients can leave between two moments to follow them in so much memory."""


class BackwardSampler:
    """Follows patients of one group from moment to moment, each history as likely as the prior makes it.

    The listing of histories tells which moves can still lead to every figure; from the last moment backwards the
    weight of all that lies ahead of a state is added up, and forwards each move is drawn by that weight.
    """

    def __init__(
        self, histories: Histories, spans: Sequence[Stretch], drawn_by: Sequence[Stretch] | None = None
    ) -> None:
        """Add up what lies ahead of each state at which a stretch begins.

        drawn_by: other stretches to draw by, where copies are to be weighed afterwards.
        """
        self.true, self.spans = spans, spans if drawn_by is None else drawn_by
        self.log_scale = 0.0  # of the weights ahead of the start
        passed = np.array([state[0] for state in histories.states], np.int64)
        self.firsts: Ints = np.searchsorted(passed, np.arange(len(spans) + 2))
        self.risk = np.array([state[1] for state in histories.states], np.int64)
        self.events = np.array([state[2] for state in histories.states], np.int64)  # 0 once not counted
        self.exact, self.n = histories.complete, histories.n
        whole = factorial(histories.n)
        self.km = np.array([state[3] / whole for state in histories.states])
        tables = (histories.event, histories.censor, histories.step)
        self.event, self.censor, self.step = (np.array(table, np.int64) for table in tables)
        self.begins = np.zeros(len(passed), bool)
        self.begins[[histories.start, *(one for one in histories.step if one != NONE)]] = True
        self.ahead = [np.ones(self.firsts[-1] - self.firsts[-2])]
        for number in range(len(spans) - 1, -1, -1):
            here = self.begins[self._here(number)]
            self.ahead.insert(0, self._weight_ahead(number, here, self.ahead[0]))

    @property
    def log_weight(self) -> float:
        """The logarithm of how likely the group's figures are by the stretches drawn by."""
        return self.log_scale + log(max(float(self.ahead[0][0]), 1e-300))

    def follow(
        self, number: int, states: Ints, chance: np.random.Generator
    ) -> tuple[Ints, NDArray[np.int8], Floats]:
        """Draw what happens in one stretch to each of many copies of the group.

        states (k,): where each is at its beginning, as places among the states of that stretch. Returns where each is
        at its end; who left in which order, (k, longest), EVENT or CENSORED, NOBODY after the last; and the factor by
        which each must be weighed (k,).
        """
        ways = self._ways(number, self.ahead[number + 1])
        numbers = self._numbers(number, states, ways, chance)
        a, b = np.divmod(numbers, ways.shape[1])
        factor = self._factor(number, self.risk[self._here(number)][states], a, b)
        event, censor = self._moves(number)
        here, left = states.copy(), np.full((len(states), int((a + b).max(initial=0))), NOBODY, np.int8)
        for place in range(left.shape[1]):
            active = a + b > 0
            had = np.where(a > 0, ways[np.maximum(a - 1, 0), b, event[here]], 0.0)
            died = active & (chance.random(len(states)) * ways[a, b, here] < had)
            gone = active & ~died
            left[died, place], left[gone, place] = EVENT, CENSORED
            here = np.where(died, event[here], np.where(gone, censor[here], here))
            a, b = a - died, b - gone
        onward = self._local(self.step, number, number + 1)[here]
        lost = onward == self.firsts[number + 2] - self.firsts[number + 1]  # only where states were merged
        return np.where(lost, 0, onward), left, np.where(lost, 0.0, factor)

    def settle(self, number: int, states: Ints, km: Floats) -> tuple[Ints, Floats]:
        """Put copies that were followed inexactly where their survival belongs at the beginning of a stretch.

        km (k,): their exact survival. Returns the states, and the factor by which each must be weighed; 0 where no
        state is like it.
        """
        here, places = self._here(number), np.flatnonzero(self.begins[self._here(number)])
        kind = self.risk[here] * (self.n + 1.0) + self.events[here]
        keys = 2.0 * kind[places] + self.km[here][places]
        places, keys = places[np.argsort(keys)], np.sort(keys)
        wanted = 2.0 * kind[states] + np.where(self.km[here][states] > 0.0, km, 0.0)
        after = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
        before = np.maximum(after - 1, 0)
        nearer = np.abs(keys[before] - wanted) < np.abs(keys[after] - wanted)
        found = places[np.where(nearer, before, after)]
        ahead = self.ahead[number]
        alike = (kind[found] == kind[states]) & (ahead[states] > 0.0)
        return found, np.where(alike, ahead[found] / np.where(alike, ahead[states], 1.0), 0.0)

    def _factor(self, number: int, risk: Ints, a: Ints, b: Ints) -> Floats:
        """How much likelier so many events and censorings are by the true stretch than by that drawn by."""
        true, drawn_by = self.true[number], self.spans[number]
        if true == drawn_by or not len(risk):
            return np.ones(len(risk))
        kinds, which = np.unique(risk, return_inverse=True)
        true_weight, weight = (
            weights(span, kinds, int(a.max()), int(b.max()))[which, a, b] for span in (true, drawn_by)
        )
        factor: Floats = true_weight / weight
        return factor

    def _numbers(self, number: int, states: Ints, ways: Floats, chance: np.random.Generator) -> Ints:
        """How many events and censorings, in one number each, drawn for every copy of the group."""
        found = np.empty(len(states), np.int64)
        order = np.argsort(states, kind="stable")
        kinds, counts = np.unique(states, return_counts=True)
        first = 0
        for some, table in self._tables(number, kinds, ways):
            cumulative = np.cumsum(table.reshape(len(table), -1), axis=1)
            for row, many in zip(cumulative, counts[some], strict=True):
                dice = chance.random(many) * row[-1]
                number_of = np.searchsorted(row, dice, side="right")
                found[order[first : first + many]] = np.minimum(number_of, len(row) - 1)
                first += many
        return found

    def _tables(self, number: int, states: Ints, ways: Floats) -> Iterator[tuple[slice, Floats]]:
        """The weight of each number of events and censorings for some states after another: (k, events, censorings)."""
        each = ways.shape[0] * ways.shape[1]
        risk = self.risk[self._here(number)][states]
        for first in range(0, len(states), max(AT_ONCE // each, 1)):
            some = slice(first, first + max(AT_ONCE // each, 1))
            chances = weights(self.spans[number], risk[some], ways.shape[0] - 1, ways.shape[1] - 1)
            yield some, chances * np.moveaxis(ways[:, :, states[some]], 2, 0)

    def _ways(self, number: int, ahead: Floats) -> Floats:
        """Through how many orders, weighted by what lies ahead, so many events and censorings lead on from a state.

        Shape (events + 1, censorings + 1, states + 1), the last state being none.
        """
        event, censor = self._moves(number)
        width = int(np.ptp(self.risk[self._here(number)]))
        most = min(width, self._most_events(number))
        if (most + 1) * (width + 1) * len(event) > MOST_WAYS:
            raise TooLargeError
        ways = np.zeros((most + 1, width + 1, len(event)))
        ways[0, 0] = np.append(ahead, 0.0)[self._local(self.step, number, number + 1)]
        for a in range(most + 1):
            for b in range(width - a + 1):
                if a > 0:
                    ways[a, b] += ways[a - 1, b][event]
                if b > 0 and not (a > 0 and self.spans[number].instant):
                    ways[a, b] += ways[a, b - 1][censor]
        return ways

    def _most_events(self, number: int) -> int:
        """No more events than this can lead from the highest survival in a stretch to the lowest."""
        km, risk = self.km[self._here(number)], int(self.risk[self._here(number)].max())
        if km.min() == 0.0 or risk < 2:
            return risk
        return int(log(km.max() / km.min()) / -log(1.0 - 1.0 / risk) + 1e-6)

    def _weight_ahead(self, number: int, begins: NDArray[np.bool_], ahead: Floats) -> Floats:
        """The weight of all that lies ahead of each state at which a stretch may begin, the largest made 1."""
        ways = self._ways(number, ahead)
        found, states = np.zeros(len(begins)), np.flatnonzero(begins)
        for some, table in self._tables(number, states, ways):
            found[states[some]] = table.sum(axis=(1, 2))
        most = max(float(found.max(initial=0.0)), 1e-300)
        self.log_scale += log(most)
        return found / most

    def _here(self, number: int) -> slice:
        """The states of one stretch."""
        return slice(int(self.firsts[number]), int(self.firsts[number + 1]))

    def _moves(self, number: int) -> tuple[Ints, Ints]:
        return self._local(self.event, number, number), self._local(self.censor, number, number)

    def _local(self, table: Ints, number: int, into: int) -> Ints:
        """Moves out of the states of one stretch, as places among those of `into`; one past the end for none.

        The last entry is the move out of no state.
        """
        moves, size = table[self._here(number)], self.firsts[into + 1] - self.firsts[into]
        places: Ints = np.append(np.where(moves == NONE, size, moves - self.firsts[into]), size)
        return places
