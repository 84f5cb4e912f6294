"""`python -m benchmarks.speed`: the same as `haicsim bench`, options included."""

import sys

from haicsim.edge import ending
from haicsim.main import obey

if __name__ == "__main__":
    sys.exit(ending(lambda: obey(["bench", *sys.argv[1:]])))
