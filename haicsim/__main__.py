"""`haicsim` and `python -m haicsim`: the command line, which can be interrupted from its first line on."""

import os
import signal
from types import FrameType


def main() -> None:
    """Run the command line; an interruption while it is still being loaded ends as one later does."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _leave)
    from haicsim.main import main as command

    command()


def _leave(number: int, frame: FrameType | None) -> None:
    from contextlib import suppress

    with suppress(OSError):
        os.write(2, b"Interrupted: nothing was left half-written.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
