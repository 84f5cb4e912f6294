"""Rates as a person writes them: 0.30, 30%, 0.1,0.2 or 0.05:0.50:0.05 (from, to, step)."""

import math

from haicsim.sim.errors import Fault, InputError

_MOST = 100


def rates_of(text: str) -> tuple[float, ...]:
    """The rates named, as shares of 1, in the order named; InputError for what is no rate."""
    found = [rate for part in text.split(",") for rate in _part(part.strip(), text)]
    if len(found) > _MOST:
        raise _refused(text, f"names {len(found):,} rates: {_MOST} at the most")
    return tuple(dict.fromkeys(found))


def _part(part: str, text: str) -> list[float]:
    pieces = part.split(":")
    if len(pieces) == 1:
        return [_share(part, text)]
    if len(pieces) != 3:
        raise _refused(
            text, "must be a rate such as 0.30, or a row of them as FROM:TO:STEP, such as 0.05:0.50:0.05"
        )
    first, last, step = (_share(piece, text) for piece in pieces)
    if last < first or step <= 0.0:
        raise _refused(text, "must go upwards, by a step above 0: FROM:TO:STEP")
    count = math.floor((last - first) / step + 1e-9) + 1
    if count > _MOST:
        raise _refused(text, f"names {count:,} rates: {_MOST} at the most")
    return [round(first + place * step, 10) for place in range(count)]


def _share(piece: str, text: str) -> float:
    percent = piece.endswith("%")
    try:
        value = float(piece.removesuffix("%")) / (100.0 if percent else 1.0)
    except ValueError:
        raise _refused(text, f"'{piece}' is no number: a rate is a share such as 0.30, or 30%") from None
    if not 0.0 < value < 1.0:
        raise _refused(text, f"{piece} is no rate: it must lie between 0 and 1, such as 0.30 or 30%")
    return value


def _refused(text: str, rule: str) -> InputError:
    return InputError([Fault(f"--to {text}", None, "", "", rule)])
