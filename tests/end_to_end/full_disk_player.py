"""Types into the real window on a small disk until it is full, makes room, and tells what it saw.

python -m tests.end_to_end.full_disk_player FOLDER LANGUAGE

The home of the desk under FOLDER lies on the small disk, the registry does not.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from desk_app.commands.player import Player
from desk_app.commands.stage import Acts, Stage, applicant
from desk_app.domain.cases import Step
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts
from tests.end_to_end.plug_player import UntiringClerk, clerk_at

ALT = Qt.KeyboardModifier.AltModifier
_CHUNK_BYTES = 65_536
TEXTS = load_texts(shipped_folder("resources") / "texts")


def fill_disk(ballast: Path) -> None:
    """Write until nothing more fits, to the last block."""
    with ballast.open("wb", buffering=0) as file:
        for size in (_CHUNK_BYTES, 1):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def play(clerk: UntiringClerk, player: Player, ballast: Path) -> dict[str, Any]:
    """Fill the disk in the middle of a field, try to leave, make room and leave."""
    page, window = clerk.clerk._page, clerk.clerk.window
    clerk.serve_until(Step.APPLICATION)
    grid = page.application.grid
    assert grid is not None

    def stored() -> str:
        return str(page.file.case.form.answers.get("job", ""))

    def told(part: str) -> Callable[[], bool]:
        return lambda: page.saved.text().startswith(part)

    seen: dict[str, Any] = {}
    not_saved = TEXTS.get("case.not_saved", window.language, why="")
    with player.step("full", window):
        player.wait(lambda: clerk.clerk.has_focus("job"))
        fill_disk(ballast)
        player.type("Есепші көмекшісі")
        player.wait(told(not_saved))
        seen["told"], seen["stored_when_full"] = page.saved.text(), stored()
        for key, modifiers in ((Qt.Key.Key_Left, ALT), (Qt.Key.Key_Return, None)):
            if modifiers is None:
                player.go_on()
            else:
                player.press(key, modifiers)
            player.wait(lambda: window.run.is_idle() and not page.presenter.is_moving)
        seen["step_when_full"] = page.presenter.step.value
        seen["text_when_full"] = grid.value("job")
        seen["still_told"] = page.saved.text()
    ballast.unlink()
    with player.step("room", window):
        player.wait(lambda: stored() == grid.value("job") and not told(not_saved)())
        seen["text_at_last"], seen["stored_at_last"] = grid.value("job"), stored()
        player.press(Qt.Key.Key_Left, ALT)
        player.wait(lambda: clerk.clerk.is_on_step(Step.DOCUMENTS))
    return seen


def main(folder: Path, language: Language) -> dict[str, Any]:
    """Play at the State Corporation's desk of a demo office."""
    seen: dict[str, Any] = {}

    def scenario(acts: Acts) -> None:
        with clerk_at(acts) as (player, clerk):
            seen.update(play(clerk, player, folder / DeskKind.STATE_CORPORATION / "ballast"))

    stage = Stage(folder, None, language, TEXTS, is_instant=True)
    stage.play(scenario, applicant("standard", language))
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Language(sys.argv[2]))))
