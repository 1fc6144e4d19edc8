"""What a command answers: an exit status, one JSON object, and words for people."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from desk_app.domain.languages import Language
from desk_app.errors import AccessError, InputError, KnownError, RuleError
from desk_app.texts import Texts


class Status(IntEnum):
    """The exit statuses of the contract."""

    DONE = 0
    REFUSED = 1
    WRONG_USAGE = 2
    OUTSIDE_FAILED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's result; `lines` are printed where nobody asked for JSON."""

    status: Status = Status.DONE
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def of_error(error: KnownError, texts: Texts, language: Language) -> Answer:
    """Return the answer for a failure of the world or the rules, worded for people."""
    values: dict[str, Any] = {"error": error.code, "message": texts.of_error(error, language)}
    field_name = error.field if isinstance(error, InputError) else error.params.get("field")
    if field_name:
        values["field"] = field_name
    return Answer(_status(error), values)


def _status(error: KnownError) -> Status:
    if isinstance(error, InputError):
        return Status.WRONG_USAGE
    return Status.REFUSED if isinstance(error, RuleError | AccessError) else Status.OUTSIDE_FAILED


def use_utf8() -> None:
    """Read and write UTF-8 whatever the system's own code page is; bad input is no failure."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "strict"), (sys.stderr, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def give(answer: Answer, *, as_json: bool) -> int:
    """Print an answer and return the exit status; messages for people go to standard error."""
    message = answer.values.get("message")
    if message:
        print(message, file=sys.stderr)
    try:
        sys.stdout.write(_printed(answer, as_json=as_json))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has heard enough; Python's own last flush must not fail on it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(answer.status)


def _printed(answer: Answer, *, as_json: bool) -> str:
    if as_json and answer.values:
        return json.dumps(answer.values, ensure_ascii=False, default=str) + "\n"
    return "".join(f"{line}\n" for line in answer.lines or _lines(answer.values))


def _lines(values: Mapping[str, Any]) -> tuple[str, ...]:
    shown = {key: value for key, value in values.items() if key not in {"message", "error"}}
    return tuple(f"{key}: {_readable(value)}" for key, value in shown.items())


def _readable(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
