"""What is said of each scarce resource in `summary.json`."""

from haicsim.analysis.measures.queue_series import (
    AT_ITS_LIMIT,
    FOUND,
    NAMED,
    NOT_FOUND,
    NOT_MEASURED,
    OVERLOADED,
    STABLE,
)
from haicsim.sim.codes import RESOURCES
from haicsim.sim.columns import Column

# fmt: off
SHARE = "share of 1"
NO_JOURNAL = "no journal was kept, or another version of the model wrote it"
NOBODY_ASKED = f"{NO_JOURNAL}; or nobody asked"
NO_TIME = f"{NO_JOURNAL}; or nobody arrived after the warm-up's end"

HOSPITAL = (
    Column("resource", "text", "", "the scarce resource", words=RESOURCES),
    Column("places", "i8", "", "its places, at a time or at each session"),
    Column("session_days", "f8", "d", "from one session of its calendar to the next", "it has no calendar"),
    Column("from_day", "f8", "d", "watched from this day of the simulation on: the end of the warm-up", NO_JOURNAL),
    Column("to_day", "f8", "d", "watched to this day: the last arrival (the latest of all replications)", NO_JOURNAL),
    Column("warm_up", "text", "", "where the warm-up's end comes from", NO_JOURNAL, words=(NAMED, FOUND, NOT_FOUND)),
    Column("asked", "i8", "", "patients who entered after the warm-up's end and ever asked for it", NO_JOURNAL),
    Column("times_asked_mean", "f8", "", "how often each of them asked, on average", NOBODY_ASKED),
    Column("wait_mean_days", "f8", "d", "days in its queue, all requests of a patient added up, those that death or the end "
           "of follow-up cut short included: mean over those who asked", NOBODY_ASKED),
    Column("wait_median_days", "f8", "d", "the same: median", NOBODY_ASKED),
    Column("wait_p90_days", "f8", "d", "the same: 90th percentile", NOBODY_ASKED),
    Column("each_wait_mean_days", "f8", "d", "mean days of a single request", NOBODY_ASKED),
    Column("waited_over_a_month", "shares", SHARE, "of those who asked, waited more than 30.4375 days in all", NOBODY_ASKED),
    Column("died_waiting", "shares", SHARE, "of those who asked, died in its queue", NOBODY_ASKED),
    Column("found_progressed", "shares", SHARE, "of those who asked for theatre, were found progressed and not operated when "
           "their place came after a wait", f"{NOBODY_ASKED}; or it is not theatre: nobody is examined while waiting"),
    Column("utilisation", "f8", SHARE, "of its places over the time watched, in use (of a calendar: of the places of its "
           "sessions, taken), by patients of the warm-up too", NO_TIME),
    Column("queue_mean", "f8", "", "patients in its queue, mean over the time watched", NO_TIME),
    Column("queue_most", "i8", "", "patients in its queue at most", NO_TIME),
    Column("queue_first_half", "f8", "", "mean number in its queue, of the first half of the time watched", NO_TIME),
    Column("queue_second_half", "f8", "", "mean number in its queue, of the second half", NO_TIME),
    Column("starters_per_year", "f8", "1/year", "patients who entered in the time watched", NO_TIME),
    Column("demand", "f8", SHARE, "what so many starters ask for if nobody waits for it (its first patients, 200 to "
           "1,000, simulated with it unlimited), as a share of what its places give", NO_TIME),
    Column("demand_low", "f8", SHARE, "lower end of its 95% interval, over the patients simulated", NO_TIME),
    Column("demand_high", "f8", SHARE, "upper end", NO_TIME),
    Column("could_carry_per_year", "f8", "1/year", "starters a year at which 90% of its places would be in use",
           f"{NO_JOURNAL}; or nobody asks for it"),
    Column("state", "text", "", "overloaded where the whole interval of the demand is 1 or more, stable where it is below",
           words=(STABLE, AT_ITS_LIMIT, OVERLOADED, NOT_MEASURED)),
)
# fmt: on
