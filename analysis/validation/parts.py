"""The two parts of a paper that a comparison counts apart, survival and tables, and both together."""

SURVIVAL = (
    "survival",
    "cumulative",
    "median_survival",
    "at_risk",
    "events",
    "p_value",
)  # kinds of reported values
PARTS = ("survival", "tables")
EVERYTHING = "all"
