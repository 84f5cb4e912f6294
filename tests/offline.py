"""Every way into the network closed, for as long as something is made that must not need it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Closed(socket.socket):
    """A socket that nobody may open."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """Say that somebody tried."""
        raise AssertionError("a socket was opened")


@contextmanager
def no_network() -> Iterator[None]:
    """Within it whoever opens a socket fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", Closed)
        yield
