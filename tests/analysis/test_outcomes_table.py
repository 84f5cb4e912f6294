"""The table a person reads: the columns promised, codes put into words, nothing written as what it is not."""

import numpy as np
import pandas as pd
import pytest

import haicsim
from haicsim.sim.codes import GROUPS, RESOURCES, RESPONSES
from haicsim.sim.outcomes.columns import COLUMNS
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.outcomes.table import journal_table, names_of_bits, outcomes_table
from haicsim.sim.run import Result

SAID = (
    "patient group converted resected first_haic_day conversion_day hepatectomy_day best_response response_at_decision "
    "recurrence_day recurrence_site death_day death_cause size_before_mm size_after_mm haic_days"
)
PROMISED = SAID.split()
TEXT = {column.name: column.bits for column in COLUMNS if column.bits}  # several names at once


@pytest.fixture(scope="module")
def result() -> Result:
    return haicsim.run("kurume", patients=60, engine="process")


def test_the_promised_columns_are_there(result: Result) -> None:
    columns = set(result.outcomes.columns)
    assert columns >= set(PROMISED)
    assert columns >= {f"{name}_waited_days" for name in RESOURCES}


def test_every_row_is_a_patient_and_says_the_same_as_the_record(result: Result) -> None:
    table, records = result.outcomes, result.records
    assert table["patient"].tolist() == list(range(60))
    assert table["group"].tolist() == [GROUPS[code] for code in records["group"]]
    for name, names in TEXT.items():
        assert table[name].tolist() == [names_of_bits(mask, names) for mask in records[name].tolist()]
    assert table["best_response"].tolist() == [RESPONSES[code] for code in records["best_response"]]
    for name in RECORD.names or ():
        if not isinstance(table[name].dtype, pd.CategoricalDtype) and name not in TEXT:
            assert np.array_equal(
                table[name].to_numpy(), records[name], equal_nan=table[name].dtype.kind == "f"
            )


def test_what_has_not_happened_is_nan_and_never_a_date_before_entry(result: Result) -> None:
    table = result.outcomes
    for name in table.columns:
        if name.endswith("_day"):
            days = table[name]
            assert not np.isinf(days).any()
            assert (days.dropna() >= table["entry_day"][days.notna()]).all()
    assert table["hepatectomy_day"].notna().equals(table["resected"])
    assert table["death_day"].notna().equals(table["death_cause"] != "alive")


def test_an_unknown_code_is_an_error_and_not_a_wrong_word() -> None:
    record = np.zeros(1, RECORD)
    record["best_response"] = 99
    with pytest.raises(KeyError):
        outcomes_table(record)


def test_every_journal_row_has_a_name(result: Result) -> None:
    journal = result.journals[0]
    table = journal_table(journal)
    assert len(table) == len(journal)
    assert not table["event_name"].isna().any()
    names = table.groupby("event")["event_name"].agg(lambda names: set(names))
    assert all(len(each) == 1 for each in names)
