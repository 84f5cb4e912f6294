"""The audit of the source paper, and of 60 patients in three groups with five landmarks, coherent and with one figure altered.

Wanted: the source paper in 10 s, the others in a minute. Processor time, which other programs do not lengthen.
"""

import sys
import time
from pathlib import Path

import pytest

from haicsim.analysis.audit import audit
from haicsim.analysis.studies import load_study

sys.path.append(str(Path(__file__).parents[1] / "tests" / "studies"))
from cohorts import sixty_patients

pytestmark = pytest.mark.benchmark(timer=time.process_time, group="audit")


def test_source_paper(benchmark):
    assert benchmark.pedantic(audit, (load_study("kurume"),), rounds=3).contradicted


@pytest.mark.parametrize("seed", range(4))
def test_sixty_patients(benchmark, seed):
    assert not benchmark.pedantic(audit, (sixty_patients(seed)[0],), rounds=1).contradicted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sixty_patients_with_one_figure_altered(benchmark, seed):
    assert benchmark.pedantic(audit, (sixty_patients(seed, at=36, more=9.0)[0],), rounds=1).contradicted
