"""The look in force: fonts, palette and stylesheet made from the tokens, and who follows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desk_app.resource_paths import shipped_folder
from ui.stylesheet import stylesheet
from ui.tokens import COMFORTABLE, THEMES, Colours, Density, Role, ThemeName

FAMILIES = ("Inter", "Segoe UI", "Noto Sans")


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a widget needs to draw itself."""

    theme: ThemeName = ThemeName.LIGHT
    density: Density = COMFORTABLE
    text_factor: float = 1.0
    shows_keys: bool = True

    @property
    def colours(self) -> Colours:
        """The colours of the theme."""
        return THEMES[self.theme]

    def px(self, size_px: float) -> int:
        """Return a measure of the specification multiplied by the text size."""
        return round(size_px * self.text_factor)

    def colour(self, token: str) -> QColor:
        """Return a colour by its token name."""
        return QColor(self.colours[token])

    def font(self, role: Role) -> QFont:
        """Return the font of a role at the text size in force."""
        return QFont(_font(role, self.text_factor))


class _Changes(QObject):
    changed = Signal()


class _InForce:
    """The one mutable place of the look; `apply_theme` alone writes it."""

    look = Look()
    changes = _Changes()


def look() -> Look:
    """Return the look in force."""
    return _InForce.look


def follow_theme(restyle: Callable[[], None]) -> None:
    """Call a widget's bound method now and after every change of the look."""
    restyle()
    _InForce.changes.changed.connect(restyle)


def apply_theme(
    app: QApplication,
    theme: ThemeName = ThemeName.LIGHT,
    density: Density = COMFORTABLE,
    *,
    text_factor: float = 1.0,
    shows_keys: bool = True,
) -> Look:
    """Put a look in force for the whole application and return it."""
    _load_fonts()
    chosen = Look(theme, density, text_factor, shows_keys)
    _InForce.look = chosen
    _put_in_force(app, chosen)
    _InForce.changes.changed.emit()
    return chosen


def _put_in_force(app: QApplication, chosen: Look) -> None:
    """Set what has changed only: each of these has every widget of the program polished anew."""
    sheet = stylesheet(chosen.colours, chosen.text_factor)
    if app.styleSheet() == sheet:
        return
    app.setStyle("Fusion")
    app.setFont(chosen.font(Role.BODY))
    app.setPalette(_palette(chosen.colours))
    app.setStyleSheet(sheet)


def system_theme() -> ThemeName:
    """Return the theme that the system asks for."""
    hints = QGuiApplication.styleHints()
    return theme_for(hints.colorScheme(), hints.accessibility().contrastPreference())


def theme_for(scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> ThemeName:
    """Return the theme for what a system says of itself; light where it says nothing."""
    if contrast is Qt.ContrastPreference.HighContrast:
        return ThemeName.HIGH_CONTRAST
    return ThemeName.DARK if scheme is Qt.ColorScheme.Dark else ThemeName.LIGHT


@lru_cache(maxsize=1)
def _load_fonts() -> None:
    for path in sorted((shipped_folder("resources") / "fonts").glob("Inter-*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)


@lru_cache(maxsize=128)
def _font(role: Role, text_factor: float) -> QFont:
    style = role.value
    font = QFont(list(FAMILIES))
    font.setPixelSize(round(style.size_px * text_factor))
    font.setWeight(QFont.Weight(style.weight.value))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if style.tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    if style.spacing_px:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, style.spacing_px * text_factor)
    return font


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    for role, token in _PALETTE_TOKENS.items():
        palette.setColor(role, QColor(colours[token]))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette


_PALETTE_TOKENS = {
    QPalette.ColorRole.Window: "app",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "subtle",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
}
