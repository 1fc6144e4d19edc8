"""The look as data: colours of three themes, type, spacing, densities, and the contrast formula."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum, StrEnum
from typing import Final


class ThemeName(StrEnum):
    """The themes a clerk may choose."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme as `#RRGGBB`, named by what they mean."""

    app: str
    surface: str
    subtle: str
    sunken: str
    line: str
    input_line: str
    text: str
    text_2: str
    muted: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_sub: str
    accent_line: str
    ok: str
    ok_sub: str
    ok_line: str
    warn: str
    warn_sub: str
    warn_line: str
    warn_fill: str
    bad: str
    bad_sub: str
    bad_line: str
    bad_fill: str
    info: str
    info_sub: str
    info_line: str
    focus: str
    track: str

    def __getitem__(self, token: str) -> str:
        """Return a colour by its token name, for stylesheets and painters that take names."""
        if token not in _TOKEN_NAMES:
            raise KeyError(token)
        value: str = getattr(self, token)
        return value


_TOKEN_NAMES: Final = frozenset(field.name for field in fields(Colours))

PAPER: Final = "#FFFFFF"
"""Paper is white in every theme."""

LIGHT: Final = Colours(
    app="#F2F4F7",
    surface="#FFFFFF",
    subtle="#EDF0F4",
    sunken="#E4E8EE",
    line="#D9DFE7",
    input_line="#7E8A9A",
    text="#17212E",
    text_2="#465364",
    muted="#5D6979",
    accent="#0A6580",
    accent_hover="#085468",
    accent_press="#064456",
    on_accent="#FFFFFF",
    accent_sub="#E2F1F5",
    accent_line="#8CC4D3",
    ok="#17693F",
    ok_sub="#E4F3EA",
    ok_line="#9CCFB1",
    warn="#7A4B00",
    warn_sub="#FFF3D9",
    warn_line="#E8C27A",
    warn_fill="#A86500",
    bad="#A8261A",
    bad_sub="#FCEBE7",
    bad_line="#EBA99C",
    bad_fill="#C63A22",
    info="#1D4F9C",
    info_sub="#E7EFFB",
    info_line="#A9C3EA",
    focus="#1447C8",
    track="#DCE2E9",
)

DARK: Final = Colours(
    app="#10151B",
    surface="#19202A",
    subtle="#212A36",
    sunken="#0C1116",
    line="#313D4C",
    input_line="#75849A",
    text="#E9EEF4",
    text_2="#BAC5D2",
    muted="#9AA7B7",
    accent="#55BFD8",
    accent_hover="#74CDE2",
    accent_press="#8AD7E8",
    on_accent="#06232C",
    accent_sub="#12333E",
    accent_line="#2E6C7D",
    ok="#74CE9C",
    ok_sub="#14301F",
    ok_line="#2F6B49",
    warn="#F3BD57",
    warn_sub="#35280D",
    warn_line="#7A5B1C",
    warn_fill="#E6A22E",
    bad="#FF9784",
    bad_sub="#3B1A14",
    bad_line="#8A3B2D",
    bad_fill="#F0674E",
    info="#93BBFF",
    info_sub="#15253F",
    info_line="#2E4C7E",
    focus="#9CC0FF",
    track="#303B49",
)

HIGH_CONTRAST: Final = Colours(
    app="#000000",
    surface="#000000",
    subtle="#000000",
    sunken="#000000",
    line="#FFFFFF",
    input_line="#FFFFFF",
    text="#FFFFFF",
    text_2="#FFFFFF",
    muted="#FFFFFF",
    accent="#00E5FF",
    accent_hover="#7FF2FF",
    accent_press="#7FF2FF",
    on_accent="#000000",
    accent_sub="#002B30",
    accent_line="#00E5FF",
    ok="#3FF23F",
    ok_sub="#000000",
    ok_line="#3FF23F",
    warn="#FFD400",
    warn_sub="#000000",
    warn_line="#FFD400",
    warn_fill="#FFD400",
    bad="#FF9A8A",
    bad_sub="#000000",
    bad_line="#FF9A8A",
    bad_fill="#FF6A55",
    info="#9CC0FF",
    info_sub="#000000",
    info_line="#9CC0FF",
    focus="#FFD400",
    track="#3A3A3A",
)

THEMES: Final = {
    ThemeName.LIGHT: LIGHT,
    ThemeName.DARK: DARK,
    ThemeName.HIGH_CONTRAST: HIGH_CONTRAST,
}


class Weight(Enum):
    """The three weights of the typeface, by their CSS number."""

    REGULAR = 400
    MEDIUM = 500
    SEMIBOLD = 600


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """Size in logical pixels at 96 dpi and 100 % text, weight, digits and spacing of one role."""

    size_px: float
    weight: Weight = Weight.REGULAR
    tabular: bool = False
    spacing_px: float = 0.0


class Role(Enum):
    """The roles of text; a widget names the role, never a size."""

    TIMER = TypeStyle(30, Weight.SEMIBOLD, tabular=True, spacing_px=0.5)
    FIGURE = TypeStyle(23, Weight.SEMIBOLD, tabular=True)
    TITLE = TypeStyle(20, Weight.SEMIBOLD)
    CARD_TITLE = TypeStyle(18, Weight.SEMIBOLD)
    FIELD = TypeStyle(15)
    FIELD_TABULAR = TypeStyle(15, tabular=True)
    FIELD_IIN = TypeStyle(20, tabular=True, spacing_px=1.0)
    VALUE = TypeStyle(15, Weight.MEDIUM, tabular=True)
    VALUE_STRONG = TypeStyle(15, Weight.SEMIBOLD, tabular=True)
    TICKET = TypeStyle(15, Weight.SEMIBOLD)
    BODY = TypeStyle(14)
    BODY_MEDIUM = TypeStyle(14, Weight.MEDIUM)
    BODY_STRONG = TypeStyle(14, Weight.SEMIBOLD)
    BODY_TABULAR = TypeStyle(14, Weight.MEDIUM, tabular=True)
    LABEL = TypeStyle(13, Weight.MEDIUM)
    HINT = TypeStyle(13)
    HINT_TABULAR = TypeStyle(13, tabular=True)
    SMALL_STRONG = TypeStyle(13, Weight.SEMIBOLD, tabular=True)
    CAPTION = TypeStyle(12, Weight.MEDIUM)
    KEY_CAP = TypeStyle(11, Weight.SEMIBOLD)


class DensityName(StrEnum):
    """How tightly the window is set, by its size."""

    COMFORTABLE = "comfortable"
    NARROW = "narrow"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Density:
    """The measures that depend on the window's size, in logical pixels at 100 % text."""

    name: DensityName
    rail: int
    side_card: int
    control: int
    field: int
    gap: int
    row_gap: int
    margin: int
    card_padding: int
    header: int
    steps: int
    shows_avatar: bool
    name_role: Role


COMFORTABLE: Final = Density(
    name=DensityName.COMFORTABLE,
    rail=288,
    side_card=296,
    control=40,
    field=40,
    gap=16,
    row_gap=14,
    margin=24,
    card_padding=24,
    header=104,
    steps=44,
    shows_avatar=True,
    name_role=Role.TITLE,
)
NARROW: Final = Density(
    name=DensityName.NARROW,
    rail=264,
    side_card=264,
    control=40,
    field=40,
    gap=16,
    row_gap=14,
    margin=16,
    card_padding=24,
    header=104,
    steps=44,
    shows_avatar=False,
    name_role=Role.CARD_TITLE,
)
COMPACT: Final = Density(
    name=DensityName.COMPACT,
    rail=264,
    side_card=264,
    control=34,
    field=34,
    gap=10,
    row_gap=10,
    margin=16,
    card_padding=16,
    header=94,
    steps=38,
    shows_avatar=False,
    name_role=Role.CARD_TITLE,
)

MIN_WINDOW_PX: Final = (1280, 720)

TOP_BAR_PX: Final = 56
STATUS_BAR_PX: Final = 36
SEARCH_PX: Final = 320
TIMER_PX: Final = 296
MIN_TARGET_PX: Final = 24
KEY_CAP_PX: Final = 20
CARD_RADIUS_PX: Final = 8
CONTROL_RADIUS_PX: Final = 6
PALETTE_RADIUS_PX: Final = 10


def density_for(width_px: int, height_px: int, text_factor: float = 1.0) -> Density:
    """Return the density of a window of this size in logical pixels; larger text needs more."""
    if height_px < 840 * text_factor:
        return COMPACT
    return COMFORTABLE if width_px >= 1430 * text_factor else NARROW


def contrast_ratio(first: str, second: str) -> float:
    """Return the WCAG 2 contrast of two `#RRGGBB` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


TEXT_PAIRS: Final = (
    ("text", "app"),
    ("text", "surface"),
    ("text", "subtle"),
    ("text", "accent_sub"),
    ("text", "warn_sub"),
    ("text", "bad_sub"),
    ("text_2", "app"),
    ("text_2", "surface"),
    ("text_2", "subtle"),
    ("text_2", "accent_sub"),
    ("text_2", "sunken"),
    ("muted", "app"),
    ("muted", "surface"),
    ("muted", "subtle"),
    ("muted", "accent_sub"),
    ("accent", "surface"),
    ("accent", "accent_sub"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_press"),
    ("on_accent", "bad"),
    ("ok", "surface"),
    ("ok", "ok_sub"),
    ("warn", "surface"),
    ("warn", "warn_sub"),
    ("bad", "surface"),
    ("bad", "bad_sub"),
    ("info", "surface"),
    ("info", "info_sub"),
)
"""Text on background, as token names: every pair the widgets draw."""

LARGE_TEXT_PAIRS: Final = (("on_accent", "warn_fill"),)
"""Semi-bold words of the filled chip, which also has an icon and a shape of its own."""

SHAPE_PAIRS: Final = (
    ("input_line", "surface"),
    ("input_line", "app"),
    ("focus", "surface"),
    ("focus", "app"),
    ("focus", "accent_sub"),
    ("focus", "bad_sub"),
    ("focus", "subtle"),
    ("accent", "track"),
    ("warn_fill", "track"),
    ("bad_fill", "surface"),
    ("text_2", "track"),
)
"""Borders of controls, focus ring and progress fills on what lies behind them."""
