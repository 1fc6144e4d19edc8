"""Passwords from the command line: one's own, a forgotten one, and the way back by recovery."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desk_app import bootstrap
from desk_app.commands.answer import Answer
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import new_password_of, password_of, settings_for, signed_in
from desk_app.errors import InputError
from desk_app.services.passwords import change_password, renew_recovery, reset_password
from desk_app.settings import FILE_NAME

if TYPE_CHECKING:
    from desk_app.commands.signed_in import SignedIn

_PUBLIC_ENDING = ".pub"


def answer_password(call: Invocation) -> Answer:
    """Answer `operator password`: the one who signs in gets another password."""
    old = password_of(call)
    with signed_in(call, old) as here:
        login = here.desk.operator.login
        change_password(old, _new(call, login, here), desk=here.desk, passwords=here.keys)
    return Answer(values={"login": login, "changed": True})


def answer_reset(call: Invocation) -> Answer:
    """Answer `operator reset NAME`: an administrator sets a forgotten password anew."""
    login, own = call.options.login, password_of(call)
    with signed_in(call, own) as here:
        new = _new(call, login, here)
        reset_password(login, new, own, desk=here.desk, passwords=here.keys)
    return Answer(values={"login": login, "changed": True})


def answer_recover(call: Invocation) -> Answer:
    """Answer `recover NAME`: an administrator comes back by the private recovery key."""
    login, private_key = call.options.login, _private_key(Path(call.options.recovery_key))
    new = new_password_of(call, login, call.options.new_password_file, field="new_password_file")
    premises = bootstrap.prepare(settings_for(call), call.texts)
    try:
        premises.recover(login, new, private_key)
    finally:
        premises.close()
    return Answer(values={"login": login, "recovered": True})


def answer_recovery_renew(call: Invocation) -> Answer:
    """Answer `recovery-renew`: the recovery key that the settings name now opens the store."""
    own = password_of(call)
    with signed_in(call, own) as here:
        here.require_writable()
        public_key = here.settings.recovery_public_key
        if not public_key:
            raise InputError("recovery.none_named", field="recovery_public_key", file=FILE_NAME)
        renew_recovery(bytes.fromhex(public_key), own, desk=here.desk, passwords=here.keys)
    return Answer(values={"public_key": public_key.lower(), "renewed": True})


def answer_recovery_keys(call: Invocation) -> Answer:
    """Answer `recovery-keys`: a new pair, the private half in a file of its own."""
    from desk_app.store.keys import new_recovery_keys

    private_file = Path(call.options.output)
    public_file = private_file.with_name(f"{private_file.name}{_PUBLIC_ENDING}")
    pair = new_recovery_keys()
    _write(private_file, pair.private_key)
    _write(public_file, pair.public_key)
    values = {
        "private_key_file": str(private_file),
        "public_key_file": str(public_file),
        "public_key": pair.public_key.hex(),
    }
    return Answer(values=values)


def _new(call: Invocation, login: str, here: SignedIn) -> str:
    here.require_writable()
    return new_password_of(call, login, call.options.new_password_file, field="new_password_file")


def _private_key(file: Path) -> bytes:
    try:
        return bytes.fromhex(file.read_text(encoding="utf-8-sig").strip())
    except (OSError, ValueError):
        raise InputError("recovery.key_file", field="recovery_key", file=file.name) from None


def _write(file: Path, key: bytes) -> None:
    from desk_app.store.durable import sync_folder, write_file

    try:
        write_file(file, f"{key.hex()}\n".encode())
        sync_folder(file.parent)
    except FileExistsError:
        raise InputError("recovery.exists", field="output", file=file.name) from None
    except OSError:
        raise InputError("recovery.not_written", field="output", file=file.name) from None
