"""Who starts chemotherapy: age, liver, vessels, lesions, markers, and who counts as unresectable at entry."""

from collections.abc import Iterator
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic, refuse_cell
from haicsim.sim.parameters.tables import ByAetiology, ByLobe, ByNumber, ByScore, ByVessels


class Population(Topic):
    """Patients at diagnosis, before selection by response."""

    age_mean: Annotated[Number, Kind("duration", 20, 100, "year", "Mean age at the start of chemotherapy.")]
    age_sd: Annotated[Number, Kind("duration", 0, 30, "year", "Spread of age.")]
    age_youngest: Annotated[Number, Kind("duration", 18, 100, "year", "Nobody younger starts.")]
    age_oldest: Annotated[Number, Kind("duration", 18, 110, "year", "Nobody older starts.")]
    male: Annotated[Number, Kind("probability", 0, 1, "probability", "Share of men.")]
    bsa_male: Annotated[Number, Kind("area", 0.5, 4, "m2", "Mean body surface of men.")]
    bsa_female: Annotated[Number, Kind("area", 0.5, 4, "m2", "Mean body surface of women.")]
    bsa_sd: Annotated[Number, Kind("area", 0, 1, "m2", "Spread of body surface within a sex.")]
    aetiology_share: Annotated[
        ByAetiology,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of starters by cause of liver disease.",
            sums_to_one=True,
        ),
    ]
    child_pugh: Annotated[
        ByScore,
        Kind("probability", 0, 1, "probability", "Share of starters by Child-Pugh score.", sums_to_one=True),
    ]
    icg_r15_median: Annotated[
        Number, Kind("percent", 0.1, 99.9, "%", "Median indocyanine green retention after 15 minutes.")
    ]
    icg_r15_log_sd: Annotated[
        Number, Kind("log_sd", 0, 3, "log_sd", "Spread of that retention, on the log scale.")
    ]
    icg_per_score: Annotated[
        Number, Kind("per_point", 0, 3, "1/point", "Rise of log retention per Child-Pugh point above 5.")
    ]
    icg_error: Annotated[Number, Kind("log_sd", 0, 1, "log_sd", "Error of one retention test, log scale.")]
    icg_flow_bias: Annotated[
        Number,
        Kind(
            "ratio",
            0.5,
            3,
            "ratio",
            "Factor on measured retention under portal thrombus (Vp3/4): poor inflow, not poor cells.",
        ),
    ]
    bilirubin_median: Annotated[
        ByScore, Kind("bilirubin", 1, 1000, "umol/l", "Median total bilirubin by Child-Pugh score.")
    ]
    bilirubin_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    bilirubin_most: Annotated[
        ByScore, Kind("bilirubin", 1, 1000, "umol/l", "Highest total bilirubin the score allows.")
    ]
    albumin_mean: Annotated[ByScore, Kind("albumin", 10, 60, "g/l", "Mean albumin by Child-Pugh score.")]
    albumin_sd: Annotated[Number, Kind("albumin", 0, 20, "g/l", "Spread of albumin within a score.")]
    albumin_least: Annotated[ByScore, Kind("albumin", 10, 60, "g/l", "Lowest albumin the score allows.")]
    vessels: Annotated[
        ByVessels,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Joint share of starters by portal (Vp) and hepatic venous (Vv) invasion.",
            sums_to_one=True,
        ),
    ]
    extrahepatic_at_entry: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Share of starters with disease outside the liver at entry: nobody of them is resected while disease is asked.",
        ),
    ]
    number_with_invasion: Annotated[
        ByNumber,
        Kind("probability", 0, 1, "probability", "Number of lesions with Vp3/4 or Vv2/3.", sums_to_one=True),
    ]
    number_without_invasion: Annotated[
        ByNumber, Kind("probability", 0, 1, "probability", "Number of lesions without it.", sums_to_one=True)
    ]
    size_with_invasion: Annotated[
        Number, Kind("length", 1, 400, "mm", "Median diameter of the largest lesion with Vp3/4 or Vv2/3.")
    ]
    size_with_invasion_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    size_without_invasion: Annotated[
        Number, Kind("length", 1, 400, "mm", "Median diameter of the largest lesion without it.")
    ]
    size_without_invasion_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    largest_size: Annotated[
        Number,
        Kind("length", 10, 1000, "mm", "Largest diameter of a lesion at entry; none larger is drawn."),
    ]
    satellite_ratio: Annotated[
        Number,
        Kind("ratio", 0.01, 1, "ratio", "Median diameter of further lesions as a share of the largest."),
    ]
    satellite_log_sd: Annotated[Number, Kind("log_sd", 0, 3, "log_sd", "Its spread, log scale.")]
    lobe: Annotated[
        ByLobe, Kind("probability", 0, 1, "probability", "Where the largest lesion sits.", sums_to_one=True)
    ]
    same_lobe: Annotated[
        Number,
        Kind(
            "probability",
            0,
            1,
            "probability",
            "Chance that a further lesion sits in the lobe of the largest.",
        ),
    ]
    afp_median: Annotated[Number, Kind("afp", 0, 10000000, "ng/ml", "Median AFP at a tumour of 71 mm.")]
    afp_log_sd: Annotated[Number, Kind("log_sd", 0, 5, "log_sd", "Its spread, log scale.")]
    afp_power: Annotated[
        Number, Kind("exponent", 0, 6, "exponent", "AFP follows total viable volume to this power.")
    ]
    pivka_median: Annotated[
        Number, Kind("pivka", 0, 10000000, "mAU/ml", "Median PIVKA-II at a tumour of 71 mm.")
    ]
    pivka_log_sd: Annotated[Number, Kind("log_sd", 0, 5, "log_sd", "Its spread, log scale.")]
    pivka_power: Annotated[
        Number, Kind("exponent", 0, 6, "exponent", "PIVKA-II follows total viable volume to this power.")
    ]
    afp_floor: Annotated[
        Number, Kind("afp", 0, 1000, "ng/ml", "AFP without any tumour; what the tumour gives comes on top.")
    ]
    pivka_floor: Annotated[
        Number,
        Kind("pivka", 0, 1000, "mAU/ml", "PIVKA-II without any tumour; what the tumour gives comes on top."),
    ]
    marker_scatter: Annotated[
        Number, Kind("log_sd", 0, 3, "log_sd", "Scatter of one marker test, log scale.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Ages out of order, medians above the largest size, and liver tests that their own score does not allow."""
        holds = self.base("age_youngest") < self.base("age_mean") < self.base("age_oldest")
        yield from self.unless(holds, "age_mean", "must lie between age_youngest and age_oldest")
        for median in ("size_with_invasion", "size_without_invasion"):
            holds = self.base(median) <= self.base("largest_size")
            yield from self.unless(holds, median, "must not be above population.largest_size")
        for key, limit, sign in (
            ("bilirubin_median", "bilirubin_most", 1),
            ("albumin_mean", "albumin_least", -1),
        ):
            yield from self._beyond(key, limit, sign)

    def _beyond(self, key: str, limit: str, sign: int) -> Iterator[InitErrorDetails]:
        """Cells of a table by score beyond the cell of another that bounds them; sign: 1 from above, -1 from below."""
        inner, outer = self.cells_in_base(key), self.cells_in_base(limit)
        for cell, value in inner.items():
            if sign * value > sign * outer[cell]:
                rule = f"must not be {'above' if sign > 0 else 'below'} population.{limit}.{cell}"
                yield refuse_cell((key, cell, "value"), getattr(getattr(self, key), cell).value, rule)
