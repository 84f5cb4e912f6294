"""A policy under which nobody of this population can ever be operated, although it says that it operates; nobody to enter.

Only what is certain is said: a limit that hardly anybody can meet is a policy like any other.
"""

from collections.abc import Iterator

from pydantic_core import InitErrorDetails

from haicsim.sim.loading.document import ABSENT
from haicsim.sim.parameters.base import refuse_cell
from haicsim.sim.parameters.entry import Entry
from haicsim.sim.parameters.policy import NEVER_OPERATES, Policy
from haicsim.sim.parameters.population import Population

_FALL = 2  # grades by which a thrombus can fall at the most
_SCORES = {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}


def never_operates(policy: Policy, population: Population) -> Iterator[InitErrorDetails]:
    """Every reason for it that lies between topics."""
    yield from _by_courses(policy)
    if "fitness" in policy.criteria and policy.base("age_limit") <= population.base("age_youngest"):
        rule = f"{NEVER_OPERATES}: nobody is younger (population.age_youngest)"
        yield refuse_cell(("policy", "age_limit", "value"), policy.age_limit.value, rule)
    if "disease" in policy.criteria and population.base("extrahepatic_at_entry") >= 1.0:
        rule = f"{NEVER_OPERATES}: everybody has disease outside the liver at entry"
        value = population.extrahepatic_at_entry.value
        yield refuse_cell(("population", "extrahepatic_at_entry", "value"), value, rule)
    if "liver" in policy.criteria:
        yield from _by_liver(policy, population)
        yield from _by_liver_rule(policy)
    if "vessels" in policy.criteria:
        yield from _by_vessels(policy, population)


def _by_courses(policy: Policy) -> Iterator[InitErrorDetails]:
    courses = policy.max_courses.value
    asked = {"fixed_courses": policy.fixed_courses.value, "two_consecutive": 2.0}
    needed = asked.get(policy.decision, 1.0)
    if "response" in policy.criteria and needed > courses:
        rule = f"{NEVER_OPERATES}: {policy.decision} needs {needed:g} courses, and policy.max_courses is {courses:g}"
        yield refuse_cell(("policy", "decision"), policy.decision, rule)


def _by_liver(policy: Policy, population: Population) -> Iterator[InitErrorDetails]:
    """The score never falls, so somebody must start at or below the limit."""
    present = [_SCORES[name] for name, share in population.child_pugh.cells() if share.value > 0]
    if min(present) > policy.child_pugh_limit.value:
        rule = f"{NEVER_OPERATES}: everybody starts with a higher score (population.child_pugh)"
        yield refuse_cell(("policy", "child_pugh_limit", "value"), policy.child_pugh_limit.value, rule)


def _by_liver_rule(policy: Policy) -> Iterator[InitErrorDetails]:
    """The rule in force, and no other, must let a resection pass: nothing leaves more than the whole liver."""
    bold, path = policy.boldness.value, ("policy", "liver_rule")
    rule = f"{NEVER_OPERATES}: "
    if policy.liver_rule == "remnant_share" and policy.base("remnant_limit_good") > bold:
        said = f"{rule}more than the whole liver would have to be left (policy.remnant_limit_good)"
        yield refuse_cell(path, policy.liver_rule, said)
    if policy.liver_rule == "albi" and min(policy.cells_in_base("albi_remnant").values()) > bold:
        said = f"{rule}more than the whole liver would have to be left (policy.albi_remnant)"
        yield refuse_cell(path, policy.liver_rule, said)
    if policy.liver_rule == "makuuchi" and not max(policy.cells_in_base("makuuchi_bilirubin").values()):
        said = f"{rule}no bilirubin is low enough (policy.makuuchi_bilirubin)"
        yield refuse_cell(path, policy.liver_rule, said)


def nobody_enters(entry: Entry, population: Population) -> Iterator[InitErrorDetails]:
    """Those who enter must be resectable at once, and vessels or disease outside the liver forbid it in everybody."""
    present = [_grades(name) for name, share in population.vessels.cells() if share.value > 0]
    least_vp, least_vv = entry.unresectable_vp.value, entry.unresectable_vv.value
    shut = all(vp >= least_vp or vv >= least_vv for vp, vv in present)
    if entry.candidates == "resectable" and (shut or population.base("extrahepatic_at_entry") >= 1.0):
        why = (
            "vessels (population.vessels)"
            if shut
            else "disease outside the liver (population.extrahepatic_at_entry)"
        )
        rule = f"nobody could enter: {why} make everybody unresectable by the rule of entry"
        yield refuse_cell(("entry", "candidates"), entry.candidates, rule)


def _by_vessels(policy: Policy, population: Population) -> Iterator[InitErrorDetails]:
    """Somebody's thrombus must be able to come within the grades operated, and to draw back as far as is asked."""
    present = [_grades(name) for name, share in population.vessels.cells() if share.value > 0]
    within = [(vp, vv) for vp, vv in present if _can_be_operable(policy, vp, vv)]
    enough = policy.thrombus_retraction.value < policy.boldness.value  # a thrombus never goes altogether
    if not within:
        rule = (
            f"{NEVER_OPERATES}: no starter's vessels (population.vessels) can come within the grades operated"
        )
        yield refuse_cell(("policy", "vp_operable"), ABSENT, rule)
    elif not enough and all(vp >= 3 or vv >= 2 for vp, vv in within):
        rule = f"{NEVER_OPERATES}: everybody has a thrombus (population.vessels), and none draws back so far"
        yield refuse_cell(("policy", "thrombus_retraction", "value"), policy.thrombus_retraction.value, rule)


def _grades(cell: str) -> tuple[int, int]:
    """Vp and Vv of a cell of the joint table."""
    vp, vv = cell.split("_")
    return int(vp.removeprefix("vp")), int(vv.removeprefix("vv"))


def _can_be_operable(policy: Policy, vp: int, vv: int) -> bool:
    """Whether the team operates at one of the grades to which these can fall."""
    team_vp = [cell.value > 0 for _, cell in policy.vp_operable.cells()]
    team_vv = [cell.value > 0 for _, cell in policy.vv_operable.cells()]
    both = policy.both_vessels.value > 0
    reach = [(max(vp - fall, 0), max(vv - fall, 0)) for fall in range(_FALL + 1)]
    return any(team_vp[p] and team_vv[v] and (both or p < 3 or v < 2) for p, v in reach)
