"""The command `setup`: keys and store of a new workplace, with its first administrator."""

from __future__ import annotations

from pathlib import Path

from desk_app import bootstrap
from desk_app.commands.answer import Answer
from desk_app.commands.invocation import Invocation
from desk_app.commands.operators import new_operator
from desk_app.commands.signed_in import new_password_of
from desk_app.domain.vocabulary import Role
from desk_app.errors import InputError, StoreError
from desk_app.settings import check_settings, load_settings, settings_file
from desk_app.store.durable import disk_errors, make_folder, replace_file
from desk_app.store.logins import has_store


def answer_setup(call: Invocation) -> Answer:
    """Answer `setup`; a home folder that has a store stays as it is."""
    options = call.options
    if has_store(call.home):
        raise StoreError("store.exists")
    administrator = new_operator(options.login, options.name, frozenset({Role.ADMINISTRATOR}))
    if options.settings:
        _take_settings(Path(options.settings), call.home)
    settings = load_settings(call.home, registry_url=options.registry)
    bootstrap.load_rules(settings.pack_id, call.home)
    given = options.password_file
    password = new_password_of(call, administrator.login, given, field="password_file")
    bootstrap.set_up(settings, {administrator: password})
    values = {
        "home": str(call.home),
        "workplace": settings.workplace,
        "office": settings.office.code,
        "administrator": administrator.login,
    }
    return Answer(values=values)


def _take_settings(source: Path, home: Path) -> None:
    """Put a checked copy of the settings into the home folder; never over other settings."""
    try:
        content = source.read_bytes()
    except OSError:
        raise InputError("settings.unreadable", field="settings", file=source.name) from None
    bootstrap.load_rules(check_settings(content), home)
    target = settings_file(home)
    with disk_errors():
        if target.exists() and target.read_bytes() != content:
            raise InputError("settings.exists", field="settings", file=target.name)
        make_folder(home)
        replace_file(target, content)
