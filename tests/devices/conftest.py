"""The real devices' programs, or the line that installs them."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def programs(system_program):
    for name in ("scanimage", "ippeveprinter", "avahi-daemon", "dbus-daemon", "cupsd"):
        system_program(name)
