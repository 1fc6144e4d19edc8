"""What a sweep for garbage goes through: a desk is built of more than a key may wait for."""

from __future__ import annotations

import gc


def keep_what_lives() -> None:
    """Leave what is loaded and built by now out of sweeps: it stays while the window does.

    A sweep through all of it would hold a key up for longer than anything else the desk does.
    """
    gc.freeze()


def let_all_go() -> None:
    """Let sweeps go through everything again: the window is closed."""
    gc.unfreeze()
