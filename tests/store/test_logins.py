"""Who can sign in is readable before anything is opened, and says no more than that."""

import subprocess
import sys

import pytest

from desk_app.errors import StoreError
from desk_app.store.logins import read_logins

FILE = b'{"format":1,"store_id":"00","wraps":[{"login":"zere","salt":"AA"},{"login":"aida"}]}'


def test_logins_come_in_the_order_of_their_names(tmp_path):
    (tmp_path / "keys.json").write_bytes(FILE)

    assert read_logins(tmp_path) == ("aida", "zere")


@pytest.mark.parametrize("content", [b"", b"{", b'{"wraps":3}', b"\xff\xfe"])
def test_a_damaged_key_file_is_named(tmp_path, content):
    (tmp_path / "keys.json").write_bytes(content)

    with pytest.raises(StoreError, match=r"keys\.damaged"):
        read_logins(tmp_path)


def test_a_missing_key_file_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"keys\.missing"):
        read_logins(tmp_path)


def test_reading_them_loads_no_library_of_the_store():
    heavy = "sqlalchemy sqlcipher3 argon2 cryptography keyring httpx2 reportlab pypdfium2 PIL"
    script = (
        "import sys, desk_app.bootstrap, desk_app.store.logins, desk_app.commands.window;"
        f"print([m for m in '{heavy}'.split() if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
