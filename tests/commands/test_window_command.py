"""Opening the desk: a display, one window per workplace, and a demo office that two desks share."""

from __future__ import annotations

import pytest

from desk_app.commands.demo_office import demo_office
from desk_app.commands.window import demo_folder, has_display, only_window
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import StoreError
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts

TEXTS = load_texts(shipped_folder("resources") / "texts")


@pytest.mark.parametrize(
    ("platform", "environ", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("win32", {}, True),
        ("win32", {"QT_QPA_PLATFORM": "minimal:enable_fonts"}, False),
    ],
)
def test_a_window_needs_somebody_who_sees_it(platform, environ, seen):
    assert has_display(platform, environ) is seen


@pytest.mark.parametrize("words", [(), ("--demo",), ("--demo", "--demo-desk", "provider")])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_without_a_display_the_way_that_needs_none_is_named(
    desk_app, monkeypatch, tmp_path, words, language
):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    ran = desk_app(*words, "--home", tmp_path / "home", "--language", language)

    assert (ran.status, ran.answer["error"]) == (3, "window.no_display")
    assert "desk-app play" in ran.said
    assert not (tmp_path / "home").exists()


def test_a_second_window_on_the_same_workplace_is_told_so(desk_app, monkeypatch, workplace):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":99")
    with only_window(workplace.home):
        ran = desk_app("--home", workplace.home)

    assert (ran.status, ran.answer["error"]) == (3, "window.already_open")
    assert ran.said


def test_a_window_that_was_closed_lets_another_open(tmp_path):
    with only_window(tmp_path):
        pass
    with (
        only_window(tmp_path),
        pytest.raises(StoreError, match="already_open"),
        only_window(tmp_path),
    ):
        pass


def test_a_folder_that_was_not_set_up_says_what_to_do(desk_app, monkeypatch, tmp_path):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":99")
    ran = desk_app("--home", tmp_path)

    assert (ran.status, ran.answer["error"]) == (2, "settings.missing")
    assert "setup" in ran.said


def test_the_demo_keeps_everything_in_its_own_folder(tmp_path):
    assert demo_folder(str(tmp_path)) == tmp_path
    assert demo_folder(None).name == "desk-app-demo"


def test_two_desks_of_a_demo_office_share_the_registry_of_the_first(tmp_path):
    with demo_office(tmp_path, TEXTS) as first:
        with demo_office(tmp_path, TEXTS) as second:
            assert (second.registry, second.registry_url) == (None, first.registry_url)
            homes = {
                office.desk(kind).premises.settings.registry_url
                for office, kind in zip((first, second), DeskKind, strict=True)
            }
            assert homes == {first.registry_url}
        assert first.registry is not None
        assert first.registry.process.poll() is None


def test_a_demo_office_whose_registry_is_gone_starts_its_own(tmp_path):
    with demo_office(tmp_path, TEXTS) as first:
        gone = first.registry_url
    with demo_office(tmp_path, TEXTS) as second:
        assert second.registry is not None
        assert second.registry_url != gone or second.registry.process.poll() is None
