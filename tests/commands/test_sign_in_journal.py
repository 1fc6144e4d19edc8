"""Every way in stands in the journal, and so does every wrong password."""

import pytest

from desk_app import bootstrap
from desk_app.errors import AccessError
from desk_app.resource_paths import shipped_folder
from desk_app.settings import load_settings
from desk_app.texts import load_texts


def test_sign_in_and_wrong_passwords_stand_in_the_journal(workplace):
    texts = load_texts(shipped_folder("resources") / "texts")
    premises = bootstrap.prepare(load_settings(workplace.home), texts)
    for login, code in (("admin", "wrong_password"), ("nobody", "unknown_operator")):
        with pytest.raises(AccessError, match=code):
            premises.unlock(login, "басқа сөз 1")
    desk = premises.unlock("admin", workplace.password_file.read_text("utf-8").strip())
    with pytest.raises(AccessError, match="wrong_password"):
        premises.unlock("admin", "басқа сөз 2")

    with desk.store.reading() as unit:
        events = [(entry.event.kind, entry.event.operator) for entry in unit.audit.entries()]
    premises.close()

    assert events[-3:] == [
        ("operator.wrong_password", "admin"),
        ("operator.signed_in", "admin"),
        ("operator.wrong_password", "admin"),
    ]
