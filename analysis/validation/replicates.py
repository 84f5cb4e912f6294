"""Many studies of a published study's size, drawn from a pool: nobody twice in one of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.survival.observation import Observed, Times, observation_uniforms, observe, times
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.sim.codes import GROUPS
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.random_numbers import address, philox_rows

U_CHOSEN = address("replicates: patient of the pool")


class NobodyError(InputError):
    """Nobody, or too few, would be shown by a study of this scenario: there is nothing to compare."""


@dataclass(frozen=True)
class Replicates:
    """Replicate studies: what was known of their patients, all of shape (replicates, n).

    Their groups are those of the vessels, or made up of them; any other stands for everybody.
    """

    study: Study
    seen: Observed

    def __len__(self) -> int:
        """How many studies."""
        return len(self.seen.until)

    def within(self, group: str) -> NDArray[np.bool_]:
        """Who belongs to a group, (replicates, n)."""
        leaves = [leaf for leaf in self.study.leaves_of(group) if leaf in GROUPS]
        if not leaves:
            return np.ones(self.seen.until.shape, bool)
        return np.isin(self.seen.records["group"], [GROUPS.index(leaf) for leaf in leaves])

    def times(self, endpoint: str, group: str) -> Times:
        """Times of one endpoint by the study's convention; NaN for who is not in the group."""
        said = self.study.endpoints[endpoint]
        found = times(self.seen, said.convention, said.time_zero)
        return Times(np.where(self.within(group), found.days, np.nan), found.observed & self.within(group))

    @cached_property
    def size(self) -> int:
        """Patients of one study."""
        return int(self.seen.until.shape[1])


def vessel_groups(study: Study) -> tuple[str, ...]:
    """The vessel groups into which the study divides its patients; none where it does not, or divides otherwise."""
    undivided = [name for name in study.groups if not study.parts_of(name)]
    return tuple(name for name in undivided if name in GROUPS) if set(undivided) <= set(GROUPS) else ()


def vessel_codes(study: Study) -> tuple[int, ...]:
    """The same as codes of `haicsim.sim.codes.GROUPS`."""
    return tuple(GROUPS.index(name) for name in vessel_groups(study))


def whole_group(study: Study) -> str:
    """The group of everybody: the one that is no part of another and the largest of these."""
    tops = [name for name, group in study.groups.items() if group.part_of is None]
    return max(tops, key=lambda name: study.groups[name].n)


def with_margins(pool: Pool, study: Study, replicates: int, enlarge: int = 1) -> Replicates:
    """Studies with as many patients in each vessel group as the published one; `enlarge` times as many if asked.

    Raises InputError where the pool has too few of a group.
    """
    chosen: list[NDArray[np.int64]] = []
    for group in vessel_groups(study) or (None,):
        of = (
            np.arange(len(pool.records))
            if group is None
            else np.flatnonzero(pool.records["group"] == GROUPS.index(group))
        )
        wanted = enlarge * study.groups[group or whole_group(study)].n
        if wanted > len(of):
            rule = f"only {len(of)} simulated patients would be shown in group {group or 'all'}, too few to draw {wanted}"
            raise NobodyError([Fault(f"study {study.name}", None, f"groups.{group or 'all'}", "", rule)])
        chosen.append(of[_draw(len(of), wanted, replicates, pool.seed, len(chosen))])
    return _replicates(pool, study, np.concatenate(chosen, axis=1))


def without_margins(pool: Pool, study: Study, replicates: int, enlarge: int = 1) -> Replicates:
    """Studies of as many patients as the published one, of whatever group they happen to be."""
    wanted = enlarge * study.groups[whole_group(study)].n
    if wanted > len(pool.records):
        rule = f"only {len(pool.records)} simulated patients would be shown, too few to draw {wanted}"
        raise NobodyError([Fault(f"study {study.name}", None, "", "", rule)])
    return _replicates(pool, study, _draw(len(pool.records), wanted, replicates, pool.seed, len(GROUPS)))


def _replicates(pool: Pool, study: Study, places: NDArray[np.int64]) -> Replicates:
    uniforms = observation_uniforms(places.shape[1], pool.seed, len(places))
    seen = observe(pool.records[places], study.design.watched, uniforms, pool.horizon_days)
    return Replicates(study, seen)


def _draw(of: int, wanted: int, replicates: int, seed: int, occasion: int) -> NDArray[np.int64]:
    """Places in a pool, (replicates, wanted), none twice in a row: Floyd's sampling, each place by its own number.

    Bentley & Floyd, Commun ACM 1987;30:754-7. Taking more of the pool's patients leaves the others' numbers alone.
    """
    slots = np.arange(replicates * wanted, dtype=np.uint64)
    code, number = np.array([U_CHOSEN], np.uint64), np.array([occasion], np.uint64)
    u = philox_rows(slots, code, number, seed, 0)[:, 0].reshape(replicates, wanted)
    places: NDArray[np.int64] = np.empty((replicates, wanted), np.int64)
    for slot in range(wanted):
        last = of - wanted + slot
        picked = (u[:, slot] * (last + 1)).astype(np.int64)
        taken = (places[:, :slot] == picked[:, None]).any(axis=1)
        places[:, slot] = np.where(taken, last, picked)
    return places
