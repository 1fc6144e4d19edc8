"""Making the bytes of a paper."""

from __future__ import annotations

from typing import Protocol

from desk_app.domain.papers import Paper, PaperLanguage


class Renderer(Protocol):
    """Pure: the same paper in the same language gives the same bytes."""

    def __call__(self, paper: Paper, language: PaperLanguage, /) -> bytes:
        """Return the PDF, or raise InputError for values that cannot be printed whole."""
