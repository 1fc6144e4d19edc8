"""Colours, type and densities as data."""

import pytest

from ui.tokens import (
    COMFORTABLE,
    COMPACT,
    LARGE_TEXT_PAIRS,
    NARROW,
    SHAPE_PAIRS,
    TEXT_PAIRS,
    THEMES,
    DensityName,
    ThemeName,
    contrast_ratio,
    density_for,
)

TEXT_MINIMUM = {ThemeName.LIGHT: 4.8, ThemeName.DARK: 5.4, ThemeName.HIGH_CONTRAST: 9.8}


def test_contrast_formula_matches_the_published_extremes():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio("#17212E", "#17212E") == pytest.approx(1.0)


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read(theme, ink, ground):
    colours = THEMES[theme]

    assert contrast_ratio(colours[ink], colours[ground]) >= TEXT_MINIMUM[theme]


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize(("ink", "ground"), LARGE_TEXT_PAIRS)
def test_the_filled_chip_can_be_read(theme, ink, ground):
    assert contrast_ratio(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_every_border_ring_and_fill_can_be_seen(theme, shape, ground):
    assert contrast_ratio(THEMES[theme][shape], THEMES[theme][ground]) >= 3.0


def test_an_unknown_token_is_refused():
    with pytest.raises(KeyError):
        THEMES[ThemeName.LIGHT]["violet"]


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [
        (1920, 1080, DensityName.COMFORTABLE),
        (1430, 840, DensityName.COMFORTABLE),
        (1429, 840, DensityName.NARROW),
        (1280, 900, DensityName.NARROW),
        (1366, 768, DensityName.COMPACT),
        (1920, 839, DensityName.COMPACT),
        (1280, 720, DensityName.COMPACT),
    ],
)
def test_density_follows_the_window(width, height, name):
    assert density_for(width, height).name is name


@pytest.mark.parametrize(
    ("text_factor", "name"),
    [(0.9, DensityName.COMFORTABLE), (1.15, DensityName.COMFORTABLE), (1.3, DensityName.COMPACT)],
)
def test_larger_text_makes_a_window_smaller(text_factor, name):
    assert density_for(1920, 1080, text_factor).name is name


def test_measures_are_those_of_the_specification():
    assert (COMFORTABLE.rail, COMFORTABLE.side_card, COMFORTABLE.field) == (288, 296, 40)
    assert (NARROW.rail, NARROW.side_card, NARROW.field, NARROW.gap) == (264, 264, 40, 16)
    assert (COMPACT.control, COMPACT.field, COMPACT.gap) == (34, 34, 10)
