"""What a widget draws, as colours."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def pixels(widget: QWidget) -> list[list[str]]:
    """Return the picture of a widget as rows of `#RRGGBB`."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    words = memoryview(image.constBits()).cast("I")
    width = image.width()
    names = {word: f"#{word & 0xFFFFFF:06X}" for word in set(words)}
    return [
        [names[word] for word in words[y * width : (y + 1) * width]] for y in range(image.height())
    ]


def colours_in(widget: QWidget) -> set[str]:
    """Return every colour that a widget draws, as `#RRGGBB`."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    words = set(memoryview(image.constBits()).cast("I"))
    return {f"#{word & 0xFFFFFF:06X}" for word in words}
