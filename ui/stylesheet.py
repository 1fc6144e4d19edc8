"""The stylesheet of the toolkit's own controls, made from the tokens."""

from __future__ import annotations

from string import Template

from ui.tokens import CARD_RADIUS_PX, CONTROL_RADIUS_PX, Colours


def stylesheet(colours: Colours, text_factor: float) -> str:
    """Return the application's stylesheet; widgets measure themselves by the density."""

    def px(size_px: float) -> str:
        return f"{round(size_px * text_factor)}px"

    measures = {
        "card_radius": px(CARD_RADIUS_PX),
        "radius": px(CONTROL_RADIUS_PX),
        "pad": px(11),
        # The border grows by one pixel inside the box, so the padding gives one back.
        "pad_thick": f"{round(11 * text_factor) - 1}px",
        "area_pad": px(9),
        "area_pad_thick": f"{round(9 * text_factor) - 1}px",
        "bar": px(8),
        # A corner rounder than half the handle would be drawn square.
        "handle": px(3),
        "cell": px(8),
    }
    names = {name: colours[name] for name in _COLOUR_NAMES}
    return _SHEET.substitute(names | measures)


_COLOUR_NAMES = (
    "app",
    "surface",
    "subtle",
    "line",
    "input_line",
    "text",
    "text_2",
    "muted",
    "accent",
    "on_accent",
    "accent_sub",
    "bad",
    "bad_sub",
    "focus",
)

_SHEET = Template("""
QMainWindow, QDialog { background: $app; }
QToolTip { background: $surface; color: $text; border: 1px solid $input_line; padding: 4px 6px; }

QLineEdit, QPlainTextEdit {
    background: $surface; color: $text; border: 1px solid $input_line; border-radius: $radius;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit { padding: 0 $pad; }
QPlainTextEdit { padding: $area_pad $area_pad; }
QLineEdit[filled="true"], QPlainTextEdit[filled="true"],
QLineEdit:read-only, QPlainTextEdit:read-only { background: $subtle; border-color: $line; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: $subtle; color: $muted; }
QLineEdit[invalid="true"] { border: 2px solid $bad; padding: 0 $pad_thick; }
QPlainTextEdit[invalid="true"] { border: 2px solid $bad; padding: $area_pad_thick; }
QLineEdit:focus { border: 2px solid $focus; padding: 0 $pad_thick; }
QPlainTextEdit:focus { border: 2px solid $focus; padding: $area_pad_thick; }
QLineEdit[invalid="true"]:focus, QPlainTextEdit[invalid="true"]:focus { background: $bad_sub; }

QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: $bar; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $bar; margin: 0; }
QScrollBar::handle { background: $input_line; border-radius: $handle; margin: 1px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: 4px; }
QMenu::item:selected { background: $accent_sub; color: $text; }

QAbstractItemView {
    background: $surface; color: $text; border: 0; outline: 0;
    selection-background-color: $accent_sub; selection-color: $text;
}
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 $cell; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_sub; color: $text; }
QHeaderView { background: $surface; }
QHeaderView::section {
    background: $surface; color: $text_2; border: 0; border-bottom: 1px solid $line;
    padding: $cell $cell;
}
QSplitter::handle { background: transparent; }
""")
