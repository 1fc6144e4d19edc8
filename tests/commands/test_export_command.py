"""The command `export`: visits with their clocks, for those who may have them."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

import pytest

from desk_app import bootstrap
from desk_app.commands.export import csv_of
from desk_app.domain.working_days import KZ_ZONE
from desk_app.resource_paths import shipped_folder
from desk_app.services import queue
from desk_app.services.export import Table
from desk_app.settings import load_settings
from desk_app.texts import load_texts

SIGN_IN_WORDS = {"clerk": "specialist", "chief": "supervisor"}


@pytest.fixture(scope="module")
def staffed(workplace):
    """A workplace with a specialist, who has called somebody today, and a supervisor."""
    from desk_app.commands.line import main

    for login, role in SIGN_IN_WORDS.items():
        words = ("operator", "add", login, *workplace.sign_in, "--name", "Ким В.", "--role", role)
        assert main([*words, "--new-password-file", str(workplace.password_file)]) == 0
    texts = load_texts(shipped_folder("resources") / "texts")
    premises = bootstrap.prepare(load_settings(workplace.home), texts)
    try:
        password = workplace.password_file.read_text("utf-8").strip()
        queue.take_without_ticket(desk=premises.unlock("clerk", password))
    finally:
        premises.close()
    return workplace


@pytest.fixture
def export(staffed, desk_app, tmp_path):
    today = datetime.now(KZ_ZONE).date()

    def run(*, login="chief", first=today, last=today, name="visits.csv"):
        return desk_app(
            "export", "--home", staffed.home, "--operator", login,
            "--password-file", staffed.password_file,
            "--from", first, "--to", last, "--output", tmp_path / name,
        )  # fmt: skip

    return run


def test_a_supervisor_gets_every_visit_of_the_period(export, tmp_path):
    ran = export()

    assert (ran.status, ran.answer) == (0, {"path": str(tmp_path / "visits.csv"), "rows": 1})
    with (tmp_path / "visits.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["operator"], row["ticket"], row["wait_seconds"]) == ("clerk", "", "")
    assert int(row["gross_seconds"]) >= int(row["net_seconds"]) >= 0


def test_days_without_visits_give_the_columns_alone(export, tmp_path):
    long_ago = datetime.now(KZ_ZONE).date() - timedelta(days=400)

    assert export(first=long_ago, last=long_ago).answer["rows"] == 0
    assert len((tmp_path / "visits.csv").read_text("utf-8-sig").splitlines()) == 1


def test_a_specialist_may_not_have_the_figures(export, tmp_path):
    ran = export(login="clerk")

    assert (ran.status, ran.answer["error"]) == (1, "access.not_allowed")
    assert not (tmp_path / "visits.csv").exists()


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"name": "visits.xlsx"}, "output", "export.ending"),
        ({"first": "1.11.2026"}, "from", "export.date"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "to", "export.period"),
    ],
)
def test_what_cannot_be_exported_is_named_by_field(export, changed, field, code):
    ran = export(**changed)

    assert (ran.status, ran.answer["error"], ran.answer["field"]) == (2, code, field)


def test_a_folder_that_is_not_there_is_said(export):
    ran = export(name="none/visits.csv")

    assert (ran.status, ran.answer["error"]) == (3, "export.not_written")


def test_no_cell_is_taken_for_a_formula():
    written = csv_of(Table(("ticket",), (("=1+1",), ("А-048",)))).decode("utf-8-sig")

    assert written.splitlines() == ["ticket", "'=1+1", "А-048"]
