"""What is wrong with a command line, for words of both languages."""

from __future__ import annotations

import re

from desk_app.errors import InputError

# argparse tells its mistakes as English sentences and in no other way. What fits none of these
# shapes is told without its details.
_SHAPES = tuple(
    (f"usage.{name}", re.compile(shape))
    for name, shape in (
        ("missing", r"the following arguments are required: (?P<names>.+)"),
        ("command", r"argument COMMAND: invalid choice: '?(?P<word>.*?)'? \(choose from .+"),
        (
            "choice",
            r"argument (?P<name>[^:]+): invalid choice: .+ \(choose from (?P<known>.+)\)",
        ),
        ("number", r"argument (?P<name>[^:]+): invalid int value: .+"),
        ("no_value", r"argument (?P<name>[^:]+): expected (?:one|at least one) argument"),
        ("no_value_taken", r"argument (?P<name>[^:]+): ignored explicit argument .+"),
        ("unknown_option", r"unrecognized arguments: (?P<name>-[^\s=]+).*"),
        # Too many words may be a name or a number of a person: they are not repeated.
        ("too_many_words", r"unrecognized arguments: .+"),
    )
)


def usage_error(message: str) -> InputError:
    """Return the error of a command line from what argparse says of it."""
    for code, shape in _SHAPES:
        found = shape.fullmatch(message)
        if found:
            details = {name: text.replace("'", "") for name, text in found.groupdict().items()}
            return InputError(code, field=_field(details), **details)
    return InputError("usage.wrong", field="command")


def _field(details: dict[str, str]) -> str:
    first = details.get("name") or details.get("names", "command").split(", ")[0]
    return "command" if first == "COMMAND" else first.removeprefix("--").replace("-", "_")
