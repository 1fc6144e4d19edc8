"""One call of a command: what its handler gets."""

from __future__ import annotations

import argparse
import locale
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desk_app.domain.languages import Language
from desk_app.errors import KnownError
from desk_app.settings import default_home, load_settings
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
        """The language of messages for people: asked for, set for this desk, or the system's."""
        if self.options.language:
            return Language(self.options.language)
        with suppress(KnownError, OSError):
            return load_settings(self.home).language
        return Language.RU if (locale.getlocale()[0] or "").startswith("ru") else Language.KK
