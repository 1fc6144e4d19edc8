"""The desks of the shell's and of the case's tests, for walks over every screen."""

from tests.ui.case.conftest import at_counter, language, registry
from tests.ui.shell.conftest import open_desk

__all__ = ["at_counter", "language", "open_desk", "registry"]
