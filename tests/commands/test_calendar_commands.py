"""A calendar of the office's own, and days that no calendar covers."""

from __future__ import annotations

import pytest

LATER = """
covers_from = 2028-01-01
covers_to = 2029-12-31
days_off = [2029-01-02]
worked_weekends = []
"""


@pytest.mark.parametrize(
    ("accepted", "day"),
    [
        ("2029-01-01T10:00:00+05:00", "2029-01-02"),
        ("2019-01-01T10:00:00+05:00", "2019-01-02"),
        ("2027-12-31T10:00:00+05:00", "2028-01-01"),
    ],
)
def test_a_deadline_beyond_the_calendar_is_told_in_words(desk_app, tmp_path, accepted, day):
    ran = desk_app("deadline", accepted, "--home", tmp_path)

    assert (ran.status, ran.answer["error"]) == (1, "calendar.ends")
    assert day in ran.answer["message"]
    assert "Traceback" not in ran.said


def test_the_calendar_of_the_home_folder_goes_before_the_shipped_one(desk_app, tmp_path):
    (tmp_path / "calendar.toml").write_text(LATER, encoding="utf-8")

    ran = desk_app("deadline", "2029-01-01T10:00:00+05:00", "--home", tmp_path)

    assert (ran.status, ran.answer["due_on"]) == (0, "2029-01-03")


@pytest.mark.parametrize(
    ("calendar", "state"), [(None, "ok"), (LATER, "fail"), ("days_off = 5", "fail")]
)
def test_the_doctor_looks_at_the_calendar_in_use(desk_app, tmp_path, calendar, state):
    if calendar is not None:
        (tmp_path / "calendar.toml").write_text(calendar, encoding="utf-8")

    ran = desk_app("doctor", "--home", tmp_path)

    (found,) = [check for check in ran.answer["checks"] if check["name"] == "calendar"]
    assert found["state"] == state
    assert bool(found["remedy"]) is (state != "ok")
