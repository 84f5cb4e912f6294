"""Whom a study would have counted: its entry rule, and its groups."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.sim.codes import COMPLETE, GROUPS, PARTIAL
from haicsim.sim.errors import Fault, InputError

ENTRY_RULES: dict[str, Callable[[NDArray[Any]], Any]] = {
    "all_starters": lambda records: np.ones(len(records), bool),
    "responders": lambda records: np.isin(records["best_response"], (COMPLETE, PARTIAL)),
    "converted": lambda records: records["converted"],
    "resected": lambda records: records["resected"],
}


def knows(study: Study, group: str) -> bool:
    """Whether the simulator knows whom a group of the study means: vessel groups, what is made up of them, everybody."""
    return _everybody(study, group) or set(study.leaves_of(group)) <= set(GROUPS)


def _everybody(study: Study, group: str) -> bool:
    """Whether a group is all patients: part of no other, and the only one that is not."""
    tops = [name for name, about in study.groups.items() if about.part_of is None]
    return tops == [group] and group not in GROUPS


def members(records: NDArray[Any], study: Study, group: str) -> NDArray[np.bool_]:
    """Which simulated patients the paper would have put into a group: its entry rule, and the vessel groups.

    A group of the study is one of `GROUPS`, made up of them, or everybody. Raises InputError for any other: the
    simulator would not know whom it means.
    """
    chosen = np.asarray(ENTRY_RULES[study.design.entry_rule.name](records), bool)
    if _everybody(study, group):
        return chosen
    leaves = study.leaves_of(group)
    if knows(study, group):
        return np.asarray(chosen & np.isin(records["group"], [GROUPS.index(leaf) for leaf in leaves]), bool)
    rule = f"is no group the simulator knows: only {', '.join(GROUPS)} and groups made up of them can be compared"
    raise InputError([Fault(f"study {study.name}", None, f"groups.{group}", "", rule)])
