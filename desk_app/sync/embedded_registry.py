"""The demo office's registry: a child process on a loopback port, ended with the desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk_app.errors import ExchangeError

_TOKEN_VARIABLE = "REGISTRY_TOKEN"  # noqa: S105 - the name of a variable
_BUNDLED = "desk-registry"
_STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class EmbeddedRegistry:
    """A running registry; it also ends by itself when the desk is gone."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """Close its input, which ends it, and wait."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def seed_registry(folder: Path, *, people: int) -> None:
    """Put invented people and a queue into the registry under a folder.

    Raises:
        ExchangeError: `registry.not_started`.
    """
    words = [*_store(folder), "seed", "--people", str(people)]
    done = subprocess.run(  # noqa: S603 - our own program
        [*_program(), *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ExchangeError("registry.not_started", status=done.returncode)


def start_registry(folder: Path, *, token: str, port: int = 0) -> EmbeddedRegistry:
    """Start the registry under a folder; returns once it says where it listens.

    Raises:
        ExchangeError: `registry.not_started`.
    """
    words = [*_store(folder), "--listen", f"127.0.0.1:{port}", "--parent-pipe"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*_program(), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, _TOKEN_VARIABLE: token},
    )
    line = process.stdout.readline() if process.stdout is not None else ""
    try:
        return EmbeddedRegistry(str(json.loads(line)["url"]), process)
    except (ValueError, KeyError):
        process.kill()
        raise ExchangeError("registry.not_started", status=process.wait()) from None


def _store(folder: Path) -> Sequence[str]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = f"sqlite:///{(folder / 'registry.db').as_posix()}"
    return "--database", database, "--files", str(folder / "files")


def _program() -> Sequence[str]:
    if getattr(sys, "frozen", False):
        suffix = ".exe" if sys.platform == "win32" else ""
        return (str(Path(sys.executable).with_name(_BUNDLED + suffix)),)
    return sys.executable, "-m", "registry"
