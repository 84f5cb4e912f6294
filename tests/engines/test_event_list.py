"""Authority: Python's heapq, with which the event list must agree on the order of any events."""

from heapq import heappop, heappush

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from haicsim.sim.engines.event_list import EVENT, TALLY, pop, push

EVENTS = st.tuples(
    st.sampled_from([0.0, 1.0, 1.5, 2.0, 7.25, 9.0, 30.0]),
    st.integers(0, 3),
    st.integers(-1, 3),
    st.integers(-1, 2),
)
STEPS = st.lists(st.one_of(EVENTS, EVENTS, EVENTS, EVENTS, st.none()), min_size=10, max_size=80)


@given(STEPS)
def test_events_come_out_in_the_order_of_heapq(steps):
    event_list = np.zeros(len(steps) + 1, EVENT).view(np.recarray)
    tally = np.zeros(1, TALLY).view(np.recarray)
    heap = []
    for step in [*steps, *[None] * len(steps)]:
        if step is not None:
            push(event_list, tally, *step)
            heappush(heap, step)
        elif heap:
            assert pop(event_list, tally) == heappop(heap)
        assert tally[0].events == len(heap)
