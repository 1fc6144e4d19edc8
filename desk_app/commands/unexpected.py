"""What is said and kept when a command fails by a bug of ours: one line and a report."""

from __future__ import annotations

import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from desk_app import __version__
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.logs import log_folder, masked


def of_unexpected(error: BaseException, call: Invocation) -> Answer:
    """Return the answer for a bug: what happened, and the name of the report if one was kept."""
    file = write_report(error, log_folder(call.home))
    key = "command.unexpected" if file else "command.unexpected_unkept"
    message = call.texts.get(key, call.language, file=file.name if file else "")
    values = {"error": "unexpected", "message": message, "report": str(file) if file else None}
    return Answer(Status.OUTSIDE_FAILED, values)


def write_report(error: BaseException, folder: Path) -> Path | None:
    """Keep what is needed to find the bug, without personal data; None where no disk takes it."""
    now = datetime.now(UTC)
    file = folder / f"report-{now:%Y%m%d-%H%M%S-%f}.txt"
    trace = "".join(traceback.format_exception(error))
    lines = (f"desk-app {__version__}", platform.platform(), now.isoformat(), "", masked(trace))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text("\n".join(lines), encoding="utf-8")
    except OSError:
        return None
    return file
