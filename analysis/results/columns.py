"""Every column of the files of a run and a comparison besides outcomes and journal, and of `haicsim diff --json`."""

from collections.abc import Iterator

from haicsim.sim.codes import GROUPS, RESOURCES
from haicsim.sim.columns import NEVER_MISSING, Column

# fmt: off
SHARE = "share of 1"
NOBODY_FOLLOWED = "nobody was followed so long"
NO_INTERVAL = "nobody was followed so long, or the estimate is 0 or 1"
NOBODY_INFUSED = "nobody was infused"
NOT_QUOTED = "the study quotes no such figure"
NOT_KNOWN = "nobody is of them or was followed so long, or more than half lived on"
NO_HEARING = "no case was heard"
GRANTED_TO_NOBODY = "it was granted to nobody"
NOBODY_STARTED_SO = "nobody started with both vessels invaded"
NOT_PRINTED_SO = "the printed number is no survival percentage"
IN_NO_STUDY = "no simulated study has the statistic"
_MONTHS = (12, 36, 60)


FROM_DECISION = "the decision for HAIC"
_LIVED_ON = "or more than half lived on"


def _survival(path: str, whose: str, since: str = FROM_DECISION, nobody: str = "nobody is of them") -> Iterator[Column]:
    yield Column(f"{path}.patients", "i8", "", f"{whose}: how many, followed from {since}")
    yield Column(f"{path}.median_months", "f8", "months", f"{whose}: median overall survival from {since}",
                 f"{nobody}, {_LIVED_ON}")
    for end, name in (("lower", "low"), ("upper", "high")):
        yield Column(f"{path}.median_{name}_months", "f8", "months", f"{whose}: {end} end of the 95% interval of the median",
                     f"{nobody}, or that end lies beyond what was seen")
    for month in _MONTHS:
        yield Column(f"{path}.at_{month}_months", "shares", SHARE, f"{whose}: overall survival at {month} months from "
                     f"{since}, with its 95% interval", NO_INTERVAL)


def _selection(step: str, whose: str) -> Iterator[Column]:
    path, nobody = f"selection.{step}", NEVER_MISSING if step == "starters" else f"nobody: {step}"
    yield Column(f"{path}.patients", "i8", "", f"{whose}: how many")
    yield Column(f"{path}.potential_median", "f8", "", f"{whose}: median malignant potential z, higher is worse", nobody)
    yield Column(f"{path}.occult_median", "f8", "tumours", f"{whose}: median number of occult tumours at entry, seeded "
                 "and too small to be seen", nobody)
    yield Column(f"{path}.occult_none", "f8", SHARE, f"{whose}: had no occult tumour at entry", nobody)


def _quoted(name: str, what: str, unit: str) -> Iterator[Column]:
    path = f"quoted.{name}"
    for key, end in (("low", "lower"), ("high", "upper")):
        yield Column(f"{path}.{key}", "f8", unit, f"the study quotes from others, {what}: {end} end, or the number itself",
                     NOT_QUOTED)
    yield Column(f"{path}.place", "text", "", "where in the paper that stands", NOT_QUOTED)
    yield Column(f"{path}.simulated", "shares", unit, f"what answers it here, {what}, with its 95% interval", NOT_KNOWN)


def _waits(resource: str) -> Iterator[Column]:
    path, what = f"waited_days_mean.{resource}", resource.replace("_", " ")
    nobody = NO_HEARING if resource == "meeting" else GRANTED_TO_NOBODY
    yield Column(f"{path}.mean", "f8", "d", f"mean days waited for {what}, over those of the next two rows", nobody)
    yield Column(f"{path}.of", "text", "", "over whom the mean is taken",
                 words=("patients to whom it was granted", "hearings"))
    yield Column(f"{path}.n", "i8", "", "how many those are")


SUMMARY = (
    Column("flow.started", "i8", "", "patients who started: the decision for HAIC, after the warm-up"),
    Column("flow.infused", "i8", "", "of them, had a first infusion"),
    Column("flow.assessed", "i8", "", "had at least one CT after the baseline CT"),
    Column("flow.responded", "i8", "", "had a complete or partial response as the best"),
    Column("flow.converted", "i8", "", "were judged resectable by the meeting"),
    Column("flow.offered", "i8", "", "were offered surgery"),
    Column("flow.refused", "i8", "", "refused the surgery offered"),
    Column("flow.operated", "i8", "", "were operated"),
    Column("conversion_rate", "shares", SHARE, "judged resectable, of all who started, with exact 95% interval"),
    Column("resection_rate", "shares", SHARE, "operated, of all who started, with exact 95% interval"),
    Column("response_rate", "shares", SHARE, "complete or partial response, of all who started, with exact 95% interval"),
    *_survival("all_starters", "everyone who started (intention to treat)"),
    *_survival("infused", "the infused", "the first infusion", NOBODY_INFUSED),
    *_survival("not_resected", "those never operated"),
    *(column for group in GROUPS for column in _survival(f"not_resected_by_group.{group}", f"group {group}, never operated")),
    *_survival("converted", "the converted, operated or not", "the day judged resectable"),
    *_survival("responders_a", "responders with Vp3/4 at diagnosis (group A), operated or not", "the first infusion"),
    Column("both_vessels.started", "i8", "", "started with Vp3 or Vp4 together with Vv2 or Vv3"),
    Column("both_vessels.share", "shares", SHARE, "the same, of all who started, with exact 95% interval"),
    Column("both_vessels.converted", "i8", "", "of them, were judged resectable by the meeting"),
    Column("both_vessels.operated", "i8", "", "of them, were operated"),
    Column("both_vessels.conversion_rate", "shares", SHARE, "of them, judged resectable, with exact 95% interval",
           NOBODY_STARTED_SO),
    *_survival("both_vessels.survival", "both vessels invaded at the start"),
    *(column for step, whose in (("starters", "all who started"), ("responders", "responders (CR or PR as the best)"),
                                 ("converted", "judged resectable"), ("resected", "operated"))
      for column in _selection(step, whose)),
    *(Column(f"doses_mean.{drug}_{name}", "f8", unit, f"mean cumulative dose of {drug}, of those infused", NOBODY_INFUSED)
      for drug in ("cisplatin", "fluorouracil") for name, unit in (("mg_per_m2", "mg/m2"), ("mg", "mg"))),
    *(column for name in RESOURCES for column in _waits(name)),
    *_quoted("conversion_rate", "converted of all who start", "%"),
    *_quoted("five_year_survival", "alive 5 years after conversion", "%"),
    *_quoted("median_survival_vv_unoperated", "median survival of group B not operated", "months"),
    *_quoted("median_survival_portal_responders", "median survival of responders of group A", "months"),
    Column("hospital", "any", "", "a list of one object for each scarce resource, see the table `hospital`; empty where "
           "nothing is scarce"),
)

SURVIVAL = (
    Column("endpoint", "text", "", "endpoint of the study, such as os or dfs"),
    Column("group", "text", "", "group of the study's patients"),
    Column("months", "f8", "months", "time from the endpoint's start"),
    Column("printed", "f8", "%", "survival the paper prints"),
    Column("n", "i8", "", "patients of the paper in the group"),
    Column("printed_low", "f8", "%", "lower end of the exact binomial 95% interval of the printed value"),
    Column("printed_high", "f8", "%", "upper end of the exact binomial 95% interval of the printed value"),
    Column("simulated", "f8", "%", "survival of all simulated patients in the group", NOBODY_FOLLOWED),
    Column("simulated_low", "f8", "%", "lower end of its 95% interval", NO_INTERVAL),
    Column("simulated_high", "f8", "%", "upper end of its 95% interval", NO_INTERVAL),
    Column("patients", "i8", "", "simulated patients in the group"),
    Column("simulated_in_printed_interval", "?", "", "the simulated value lies in the interval of the printed one",
           NOBODY_FOLLOWED),
)

_PRINTED = "as printed"
COMPARISON = (
    Column("figure", "text", "", "the number's name in the study file"),
    Column("part", "text", "", "which part of it",
           words=("count", "percent", "centre", "low", "high", "sd", "p")),
    Column("kind", "text", "", "kind of printed number",
           words=("size", "count", "summary", "p_value", "survival", "at_risk", "median_survival", "events")),
    Column("subject", "text", "", "endpoint or measure of the study it is about"),
    Column("group", "text", "", "group of the study's patients"),
    Column("what", "text", "", "the number in words"),
    Column("months", "f8", "months", "time of the printed survival", "the printed number is no survival at a time"),
    Column("unit", "text", "", "unit of this row's numbers", "a count or a p value"),
    Column("places", "text", "", "where it is printed, several places joined by \"; \""),
    Column("printed", "text", _PRINTED, "the number as it is printed"),
    Column("value", "f8", _PRINTED, "the same as a number"),
    Column("exact_low", "f8", "%", "lower end of the binomial 95% interval of a printed survival percentage, no censoring",
           NOT_PRINTED_SO),
    Column("exact_high", "f8", "%", "upper end of the binomial 95% interval of a printed survival percentage, no censoring",
           NOT_PRINTED_SO),
    Column("low", "f8", _PRINTED, "lower end of the 95% predictive interval over simulated studies of the paper's size",
           IN_NO_STUDY),
    Column("middle", "f8", _PRINTED, "median over simulated studies of the paper's size", IN_NO_STUDY),
    Column("high", "f8", _PRINTED, "upper end of the 95% predictive interval over simulated studies of the paper's size",
           IN_NO_STUDY),
    Column("known", "f8", SHARE, "simulated studies that have the statistic at all"),
    Column("position", "f8", SHARE, "simulated studies below the printed value, and half of those that would print the same",
           IN_NO_STUDY),
    Column("printed_in_predictive_interval", "?", "", "the printed value lies in the predictive interval",
           "fewer than half of the simulated studies have the statistic"),
    Column("mark", "text", "", "what the audit says of the printed number", words=("usable", "doubtful", "unusable")),
    Column("reasons", "text", "", "why it is not usable, several joined by \"; \"", "the printed number is usable"),
    Column("joint", "?", "", "it belongs to figures that contradict one another, which are judged together"),
)

_UNIT = "that of `unit`"
OTHER_PEOPLE = "the runs are not of the same people"
NOT_SPLIT = f"{OTHER_PEOPLE}, or the change cannot be split"
NOT_MOVED = "the outcome did not surely move, or is of the same people in both runs, or cannot be split"
TOO_FEW_BLOCKS = "too few blocks of patients have the measure"
DIFF = (
    Column("inputs.path", "text", "", "what was given differently: a path of the scenario, or the model's version"),
    Column("inputs.before", "any", "the scenario's", "what the first run was given", "the first run was given nothing"),
    Column("inputs.after", "any", "the scenario's", "what the second run was given", "the second run was given nothing"),
    Column("paired", "?", "", "the two runs have the same seed and size, and blocks of patients are left out of both at once"),
    Column("same_people", "?", "", "the patients of the two runs are the same at diagnosis"),
    Column("outputs.outcome", "text", "", "name of the outcome measure, see the table of measures"),
    Column("outputs.unit", "text", "", "its unit", words=("share of 1", "d", "months", "tumours")),
    Column("outputs.before", "f8", _UNIT, "its value in the first run", "the measure is missing there"),
    Column("outputs.after", "f8", _UNIT, "its value in the second run", "the measure is missing there"),
    Column("outputs.change", "f8", _UNIT, "second less first", "the measure is missing in either run"),
    Column("outputs.low", "f8", _UNIT, "lower end of the change's 95% interval", TOO_FEW_BLOCKS),
    Column("outputs.high", "f8", _UNIT, "upper end of the change's 95% interval", TOO_FEW_BLOCKS),
    Column("outputs.verdict", "text", "", "what can be said", words=("moved", "did not move", "cannot be told")),
    Column("outputs.why", "text", "", "why a verdict cannot be given, or what moved: other people, or the same faring "
           "otherwise; else empty"),
    Column("outputs.only_before", "i8", "", "whom the measure is of in the first run alone: patients", OTHER_PEOPLE),
    Column("outputs.only_after", "i8", "", "in the second run alone", OTHER_PEOPLE),
    Column("outputs.both", "i8", "", "in both runs", OTHER_PEOPLE),
    Column("outputs.asked", "text", "", "who was asked in both runs to split the change: all whom the measure is of in "
           "either; those in both alone, where somebody else cannot be asked; nobody, where it cannot be split", OTHER_PEOPLE,
           words=("all of either", "those of both", "nobody")),
    Column("outputs.effect", "f8", _UNIT, "part of the change that is the same people faring otherwise", NOT_SPLIT),
    Column("outputs.composition", "f8", _UNIT, "part that is other people; both parts add up to the change", NOT_SPLIT),
    Column("outputs.effect_low", "f8", _UNIT, "lower end of the effect's 95% interval, over blocks of patients", NOT_MOVED),
    Column("outputs.effect_high", "f8", _UNIT, "upper end", NOT_MOVED),
)
# fmt: on
