"""One call of a command: what its handler gets."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from desk_app.domain.languages import Language
from desk_app.settings import default_home
from desk_app.texts import Texts


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a command: the parsed words and the catalogue of texts."""

    options: argparse.Namespace
    texts: Texts

    @property
    def home(self) -> Path:
        """The desk's folder."""
        return Path(self.options.home) if self.options.home else default_home()

    @property
    def language(self) -> Language:
        """The language of messages for people."""
        return Language(self.options.language or Language.RU)
