"""The command `play`: a whole case through the real window, by key events alone."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.window import has_display
from desk_app.domain.languages import Language
from desk_app.errors import InputError, KnownError, StoreError

REPORT = "play.json"
DEFAULT = "standard"
SCENARIOS = (
    "standard",
    "certificate",
    "refusal",
    "refuse-to-accept",
    "redirect",
    "offline",
    "hold-and-resume",
    "hand-over",
)


def answer_play(call: Invocation) -> Answer:
    """Answer `play`; a play that stops leaves its pictures and says at which step."""
    options = call.options
    if options.list_scenarios:
        return Answer(values={"scenarios": list(SCENARIOS)})
    name = options.scenario or DEFAULT
    if name not in SCENARIOS:
        raise InputError("play.unknown", field="scenario", scenario=name)
    if not options.output:
        raise InputError("play.output", field="output")
    report = play(name, Path(options.output), call)
    return Answer(Status.REFUSED if "error" in report else Status.DONE, report)


def play(name: str, output: Path, call: Invocation) -> dict[str, Any]:
    """Play a scenario in an office of its own that is gone afterwards; return its report.

    Raises:
        StoreError: `play.not_written`.
    """
    if not has_display(sys.platform, os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desk_app.commands.play_scenarios import play_on
    from desk_app.commands.stage import Stage

    _clear(output)
    language = Language(call.options.language or Language.KK)
    with tempfile.TemporaryDirectory(prefix="desk-app-play-") as folder:
        stage = Stage(Path(folder), output, language, call.texts)
        try:
            report = play_on(stage, name)
        except KnownError as error:
            report = {**stage.report(name), "error": error.code}
            report["message"] = call.texts.of_error(error, call.language)
    _write(output / REPORT, json.dumps(report, ensure_ascii=False, indent=2).encode())
    return report


def _clear(output: Path) -> None:
    """Make the folder, and take an earlier play's files out of it; other files stay."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        for file in (*output.glob("[0-9][0-9]-*.png"), *output.glob("[0-9][0-9]-*.pdf")):
            file.unlink()
    except OSError:
        raise StoreError("play.not_written") from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError:
        raise StoreError("play.not_written") from None
