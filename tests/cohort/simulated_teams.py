"""Teams whose patients are simulated: their files are written in the documented columns, and read as any other."""

from pathlib import Path

import numpy as np

from haicsim.analysis.cohort.template import as_team_file
from haicsim.sim.random_numbers import address, philox_rows
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

U_END = address("tests: end of watching")


def write_teams(folder: Path, teams: int, patients: int, seed: int, *changes: str) -> list[Path]:
    """Files of so many teams, each of so many infused patients, watched for one to eight years and a half."""
    size = [
        f"run.patients={max(int(teams * patients * 1.15), 200)}",
        f"run.seed={seed}",
        "run.engine=compiled",
    ]
    records = run(load_scenario("kurume", [*size, *changes]), journal=False).records
    records = records[~np.isnan(records["first_haic_day"])]
    n = len(records)
    u = philox_rows(
        np.arange(n, dtype=np.uint64), np.array([U_END], np.uint64), np.zeros(1, np.uint64), seed, 0
    )[:, 0]
    paths = []
    for team in range(teams):
        mine = slice(team * patients, (team + 1) * patients)
        path = folder / f"team-{team}.csv"
        path.write_text(as_team_file(records[mine], 365.0 + 2740.0 * u[mine]), encoding="utf-8")
        paths.append(path)
    return paths
