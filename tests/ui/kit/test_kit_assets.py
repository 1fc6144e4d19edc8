"""Typefaces, icons and the folders they lie in."""

import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage, QPainter

import desk_app
from desk_app.resource_paths import shipped_folder
from ui.icons import draw_icon, icon_image, icon_names
from ui.theme import apply_theme, look, system_theme, theme_for
from ui.tokens import Role, ThemeName, Weight

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
MARKS = "0123456789№«»–—…₸•+()/"
FONTS = sorted((shipped_folder("resources") / "fonts").glob("*.ttf"))


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_every_typeface_has_every_letter_of_both_languages(path):
    covered = TTFont(path).getBestCmap()

    assert [letter for letter in KAZAKH + RUSSIAN + MARKS if ord(letter) not in covered] == []


def test_five_typefaces_come_with_their_licences():
    folder = shipped_folder("resources") / "fonts"

    assert [path.name for path in FONTS] == [
        "Inter-Medium.ttf",
        "Inter-Regular.ttf",
        "Inter-SemiBold.ttf",
        "NotoSans-Bold.ttf",
        "NotoSans-Regular.ttf",
    ]
    for name in ("OFL-Inter.txt", "OFL-NotoSans.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("role", Role)
def test_text_is_set_in_the_shipped_typeface_and_weight(kit, role):
    info = QFontInfo(kit.font(role))

    assert info.family() == "Inter"
    assert info.weight() == role.value.weight.value
    assert info.pixelSize() == role.value.size_px


def test_tabular_digits_are_of_one_width_and_others_are_not(kit):
    tabular, proportional = (
        QFontMetricsF(kit.font(role)) for role in (Role.BODY_TABULAR, Role.BODY_MEDIUM)
    )

    assert tabular.horizontalAdvance("1111") == tabular.horizontalAdvance("0000")
    assert proportional.horizontalAdvance("1111") < proportional.horizontalAdvance("0000")


def test_text_size_multiplies_fonts_and_measures(qapp):
    large = apply_theme(qapp, text_factor=1.5)

    assert QFontInfo(large.font(Role.BODY)).pixelSize() == 21
    assert large.px(40) == 60
    assert look() is large
    apply_theme(qapp)


def test_roles_use_only_the_shipped_weights():
    assert {role.value.weight for role in Role} == set(Weight)


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_every_icon_is_drawn_in_the_colour_asked_for(kit, name):
    image = icon_image(name, "#C63A22", 20, 1.5)

    assert (image.width(), image.devicePixelRatio()) == (30, 1.5)
    inks = {
        QColor(image.pixel(x, y)).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert "#C63A22" in inks


def test_an_icon_stays_in_its_box(kit):
    page = QImage(60, 40, QImage.Format.Format_RGB32)
    page.fill(QColor("#FFFFFF"))
    painter = QPainter(page)
    draw_icon(painter, QRectF(20, 0, 16, 40), "check", "#000000")
    painter.end()

    touched = {
        (x, y) for x in range(60) for y in range(40) if page.pixelColor(x, y) != QColor("#FFFFFF")
    }
    assert touched
    assert all(20 <= x < 36 and 12 <= y < 28 for x, y in touched)


def test_a_missing_icon_is_an_error(kit):
    with pytest.raises(FileNotFoundError):
        icon_image("no-such-icon", "#000000", 16, 1.0)


def test_folders_are_found_in_a_checkout():
    root = Path(desk_app.__file__).parent.parent

    assert shipped_folder("resources") == root / "resources"
    assert shipped_folder("print_templates").is_dir()


def test_folders_are_found_in_a_bundle(monkeypatch, tmp_path):
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert shipped_folder("resources") == tmp_path / "resources"


def test_an_incomplete_installation_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    with pytest.raises(FileNotFoundError):
        shipped_folder("resources")


@pytest.mark.parametrize(
    ("scheme", "contrast", "theme"),
    [
        (Qt.ColorScheme.Unknown, Qt.ContrastPreference.NoPreference, ThemeName.LIGHT),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.NoPreference, ThemeName.DARK),
        (Qt.ColorScheme.Light, Qt.ContrastPreference.HighContrast, ThemeName.HIGH_CONTRAST),
    ],
)
def test_the_theme_follows_what_the_system_says(scheme, contrast, theme):
    assert theme_for(scheme, contrast) is theme


def test_a_system_that_says_nothing_gets_the_light_theme(kit):
    assert system_theme() is ThemeName.LIGHT
