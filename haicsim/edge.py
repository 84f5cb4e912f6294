"""The edge of the program: however a command ends, one clear line and the right exit code, never a traceback."""

import errno
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from shutil import get_terminal_size
from textwrap import fill
from types import FrameType
from typing import Any

import typer

from haicsim.sim.errors import Fault, HaicsimError, InputError

FINE, BUG, FAULTY_INPUT, INTERRUPTED = 0, 1, 2, 130
TRACEBACK = "HAICSIM_TRACEBACK"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
LONGEST = 600  # characters of one message
_CANNOT_BE_LOADED = ("failed to map segment", "cannot allocate memory", "cannot map")
Hints = Callable[[Sequence[Fault]], Iterable[str]]
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def _nothing(faults: Sequence[Fault]) -> Iterable[str]:
    return ()


def ending(run: Callable[[], None], hints: Hints = _nothing) -> int:
    """Run a command and say how it ended: the exit code, with one line on the error stream unless all was well.

    hints: what else to say of faults in the input, line by line.
    """
    _prepare()
    before = _heed(_interrupt)
    try:
        run()
        sys.stdout.flush()
    except BaseException as end:
        _heed(_leave_at_once)  # whoever asks twice need not wait
        if os.environ.get(TRACEBACK) and isinstance(end, Exception):
            sys.excepthook(type(end), end, end.__traceback__)
        return _ended_by(end, hints)
    finally:
        for request, answer in before.items():
            signal.signal(request, answer)
    return FINE


def _ended_by(end: BaseException, hints: Hints) -> int:
    """The exit code of what ended a command, once it has been said."""
    if isinstance(end, typer.Exit):
        return end.exit_code
    if _reader_left(end):
        _turn_away()
        return FINE
    if isinstance(end, KeyboardInterrupt | typer.Abort):
        return _say("Interrupted: nothing was left half-written.", INTERRUPTED)
    if isinstance(end, InputError):
        return _say("\n".join(refusal_lines(end.faults, hints)), end.exit_code)
    if isinstance(end, HaicsimError):
        return _say(f"{_one_line(str(end))}. {_how_to_see_more()}", end.exit_code)
    if isinstance(end, _UsageError):
        return _usage(end)
    if isinstance(end, OSError) and end.errno in NO_ROOM:
        _turn_away()
        what = end.filename or "the output"
        return _say(f"{what}: cannot be written ({os.strerror(end.errno or 0)}).", FAULTY_INPUT)
    if isinstance(end, MemoryError) or _too_little_to_load(end):
        return _say("Not enough memory: ask for fewer patients or replications.", FAULTY_INPUT)
    if isinstance(end, FileNotFoundError) and not _stands_somewhere():
        return _say(
            "The working folder has been deleted: change to another and repeat the command.", FAULTY_INPUT
        )
    if isinstance(end, Exception):
        return _say(f"{bug_line(end)} {_how_to_see_more()}", BUG)
    raise end


def refusal_lines(faults: Sequence[Fault], hints: Hints = _nothing) -> list[str]:
    """Faulty input in lines, one a fault, and what else to say of them."""
    return [*(_one_line(str(fault)) for fault in faults), *hints(faults)]


def bug_line(error: Exception) -> str:
    """An error nobody foresaw, on one line."""
    what = _one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    return f"haicsim: internal error ({what}): a bug in haicsim, not in your input."


def _usage(error: Exception) -> int:
    """A command written wrongly: what is wrong, and where help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "haicsim"
    message = getattr(error, "format_message", lambda: str(error))()
    if message:  # none where the help has been shown instead
        end = "" if message.endswith((".", "?")) else "."
        _say(f"{command}: {_one_line(message)}{end} See {command} --help.", FAULTY_INPUT)
    return FAULTY_INPUT


def _reader_left(end: BaseException) -> bool:
    """Whoever read our output has had enough (`| head`); rich leaves by SystemExit then."""
    return isinstance(end, BrokenPipeError) or (
        isinstance(end, SystemExit) and isinstance(end.__context__, BrokenPipeError)
    )


def _prepare() -> None:
    """Streams that take any character, surroundings that do no harm, and every request to stop treated like Ctrl-C."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  stands in for a closed stream until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    if not _is_a_width(os.environ.get("COLUMNS", "80")):
        del os.environ["COLUMNS"]
    warnings.showwarning = _warned
    os.environ["MPLBACKEND"] = "Agg"  # figures are files here, whatever screen a notebook would draw on


def _warned(message: Warning | str, *where: Any, **more: Any) -> None:
    """A warning as a sentence, without the place in the code that gave it."""
    _say(_one_line(str(message)), FINE)


def _is_a_width(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:9]) > 0


def _heed(answer: Callable[[int, FrameType | None], None]) -> dict[signal.Signals, Any]:
    """Answer Ctrl-C, a polite request to stop and a closed terminal, but not where they are ignored (`nohup`).

    Gives how each was answered before.
    """
    requests = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    heard = [each for each in requests if signal.getsignal(each) is not signal.SIG_IGN]
    return {each: signal.signal(each, answer) for each in heard}


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _leave_at_once(number: int, frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)


def _too_little_to_load(end: BaseException) -> bool:
    """Whether a library could not be loaded for want of memory."""
    return isinstance(end, ImportError) and any(said in str(end).lower() for said in _CANNOT_BE_LOADED)


def _stands_somewhere() -> bool:
    """Whether the working folder is still there."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


def _turn_away() -> None:
    """Let what is still buffered for a closed or full output go nowhere, or Python complains about it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _say(line: str, code: int) -> int:
    with suppress(OSError, AttributeError):  # nobody may be listening
        print("\n".join(map(fitted, line.split("\n"))), file=sys.stderr)
    return code


def fitted(line: str) -> str:
    """A line for the error stream: broken between words where a terminal would break it anywhere, else as it is."""
    if not sys.stderr.isatty():
        return line
    return fill(line, get_terminal_size().columns, break_long_words=False, break_on_hyphens=False)


def _one_line(text: str) -> str:
    """Text without line ends and control characters, which a file name or value may hold; its middle cut where it is long."""
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[:half]} ... ({len(text):,} characters) ... {text[-half:]}"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _how_to_see_more() -> str:
    return f"Set {TRACEBACK}=1 and repeat the command to see where it happened."
