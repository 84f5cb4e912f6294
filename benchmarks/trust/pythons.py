"""Golden digests by another Python: every shipped scenario by the SimPy engine, which needs no compiling."""

import sys
from datetime import date
from importlib import import_module
from importlib.metadata import version

from benchmarks.trust import project


def compare() -> list[str]:
    """Compare with the digests that are kept, say which scenarios differ, and write it down by the version of Python."""
    sys.path.insert(0, str(project.ROOT / "tests" / "golden"))
    digests = import_module("digests")
    kept = digests.kept()["runs"]
    different = []
    for name in digests.SHIPPED:
        same = digests.of_run(name, "process") == kept[name]
        different += [] if same else [name]
        print(f"{name}: {'the same' if same else 'DIFFERENT'}", flush=True)
    here = project.occasion()["python"]
    project.keep("pythons", project.read("pythons") | {here: {
        "date": date.today().isoformat(), "compared": len(digests.SHIPPED), "different": different,
        "numpy": version("numpy"), "numba": version("numba"), "sources": digests_of_sim(),
    }})  # fmt: skip
    return different


def digests_of_sim() -> str:
    """The digest of the sources that were run."""
    from haicsim.sim.sources import digest_of_sources

    return digest_of_sources()[:16]
