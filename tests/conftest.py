"""What every test shares: no screen, repeatable examples, tools or a clear word."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest
from hypothesis import settings

import dev

# Before anything imports Qt: tests never open a window on the screen of whoever runs them.
if not dev.has_display(sys.platform, os.environ) or "CI" in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# On the gate the same examples each time; on a desk new ones, kept when they find something.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None)
settings.load_profile("gate" if "CI" in os.environ else "desk")


@pytest.fixture(scope="session")
def system_program() -> Callable[[str], str]:
    """Return a finder of tools a test needs; a missing one fails with the line that installs it."""

    def find(name: str) -> str:
        found = dev.find_program(name)
        if found is None:
            packages = dev.packages_for(["test"])
            wanted = [package.name for package in packages if name in package.programs]
            pytest.fail(f"{name} is missing; install it: {dev.install_line(wanted)}")
        return found

    return find
