"""The command `operator`: who signs in at this workplace, for its administrators."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from desk_app.commands.answer import Answer
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import SignedIn, new_password_of, password_of, signed_in
from desk_app.domain.operators import Operator, Permission
from desk_app.domain.vocabulary import Role
from desk_app.errors import AccessError, InputError, KnownError
from desk_app.services.desk import allow, note_deed

_LOGIN = re.compile(r"[a-z][a-z0-9.-]{1,31}")


def answer_operator(call: Invocation) -> Answer:
    """Answer `operator list`, `operator add NAME` and `operator disable NAME`."""
    return _DEEDS[call.options.deed](call)


def _list(call: Invocation) -> Answer:
    with signed_in(call) as here:
        allow(here.desk, Permission.MANAGE_OPERATORS)
        return Answer(values=_listed(here))


def _add(call: Invocation) -> Answer:
    options = call.options
    operator = new_operator(
        options.login, options.name, frozenset(Role(role) for role in options.role), options.phone
    )
    own = password_of(call)
    with signed_in(call, own) as here:
        allow(here.desk, Permission.MANAGE_OPERATORS)
        given = options.new_password_file
        password = new_password_of(call, operator.login, given, field="new_password_file")
        _let_in(here, operator, password, _store_key(here, own))
        return Answer(values=_listed(here))


def _disable(call: Invocation) -> Answer:
    login = call.options.login
    with signed_in(call) as here:
        allow(here.desk, Permission.MANAGE_OPERATORS)
        if login == here.desk.operator.login:
            raise InputError("operator.yourself", field="login")
        _shut_out(here, login)
        return Answer(values=_listed(here))


_DEEDS = {"list": _list, "add": _add, "disable": _disable}


def new_operator(login: str, name: str, roles: frozenset[Role], phone: str = "") -> Operator:
    """Return an operator with a checked login.

    Raises:
        InputError: `operator.login_form`.
    """
    if not _LOGIN.fullmatch(login):
        raise InputError("operator.login_form", field="login")
    return Operator(login, name.strip(), roles, phone)


def _store_key(here: SignedIn, password: str) -> bytes:
    """Return the key, which nobody keeps: whoever hands it on shows their password again."""
    desk = here.desk
    return here.keys.unlock(desk.operator.login, password, now=desk.clock.moment())


def _let_in(here: SignedIn, operator: Operator, password: str, store_key: bytes) -> None:
    has_key = False
    try:
        with here.desk.store.unit() as unit:
            unit.operators.save(operator)
            details = {"login": operator.login, "roles": " ".join(sorted(operator.roles))}
            note_deed(unit, here.desk, "operator.added", details=details)
            here.keys.add(operator.login, password, store_key=store_key)
            has_key = True
    except KnownError:
        # The store did not take it: a login nobody is known under must not stay.
        if has_key:
            here.keys.remove(operator.login)
        raise


def _shut_out(here: SignedIn, login: str) -> None:
    with here.desk.store.unit() as unit:
        operator = unit.operators.get(login)
        unit.operators.save(replace(operator, is_active=False))
        note_deed(unit, here.desk, "operator.disabled", details={"login": login})
    # The store refuses from here on; one who is out already has no key to take away.
    with suppress(AccessError):
        here.keys.remove(login)


def _listed(here: SignedIn) -> dict[str, Any]:
    with here.desk.store.reading() as unit:
        operators = unit.operators.all()
    return {"operators": [_row(operator) for operator in operators]}


def _row(operator: Operator) -> dict[str, Any]:
    return {
        "login": operator.login,
        "name": operator.name,
        "roles": sorted(operator.roles),
        "active": operator.is_active,
    }
