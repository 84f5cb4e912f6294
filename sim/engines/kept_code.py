"""Compiled code read back from the disk, or compiled anew where what is there is damaged.

Importing this module imports numba.
"""

from contextlib import suppress
from typing import Any

from numba.core.caching import FunctionCache


class KeptCode(FunctionCache):  # type: ignore[misc]  # numba has no types
    """The code of one entry point on disk: a power cut or a full disk costs a compilation, and no run."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code for these types; None, and nothing left of it on the disk, where there is none or it is damaged."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # whatever unpickling half a file may raise
            with suppress(Exception):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code; a full disk is no reason to fail."""
        with suppress(OSError):
            super().save_overload(sig, data)
