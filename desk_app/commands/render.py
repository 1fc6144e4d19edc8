"""The command `render`: a paper from JSON, by the same code as the window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desk_app.domain.papers import Paper, PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import InputError, StoreError
from desk_app.printing.checks import find_problems
from desk_app.printing.inputs import read_paper
from desk_app.printing.render import render
from desk_app.printing.texts import COMMON, Templates, load_templates
from desk_app.resource_paths import shipped_folder


def shipped_templates() -> Templates:
    """Return the wording and fonts shipped with the program."""
    return load_templates(shipped_folder("print_templates"), shipped_folder("resources") / "fonts")


def example(form: PaperKind) -> dict[str, Any]:
    """Return an example input for a form; its people are invented."""
    path = shipped_folder("print_templates") / form / "example.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def render_file(
    form: PaperKind, source: bytes, language: PaperLanguage, output: Path, *, templates: Templates
) -> dict[str, Any]:
    """Write the paper that JSON describes and return what was written.

    Returns:
        `path`, `sha256`, `pages`, `size_bytes`; or only `errors` (each `field`, `code`,
        `message`) where the input is wrong or would not fit, and nothing is written.

    Raises:
        StoreError: The file cannot be written.
    """
    try:
        paper = read_paper(form, source)
    except InputError as error:
        return _errors([error], language, templates)
    if problems := find_problems(paper, templates.fonts):
        return _errors(problems, language, templates)
    return _written(paper, language, output, templates)


def _written(
    paper: Paper, language: PaperLanguage, output: Path, templates: Templates
) -> dict[str, Any]:
    rendered = render(paper, language, templates)
    try:
        output.write_bytes(rendered.content)
    except OSError as error:
        raise StoreError("paper.not_written", file=output.name) from error
    return {
        "path": str(output),
        "sha256": rendered.sha256,
        "pages": rendered.pages,
        "size_bytes": len(rendered.content),
    }


def _errors(
    errors: tuple[InputError, ...] | list[InputError], language: PaperLanguage, templates: Templates
) -> dict[str, Any]:
    return {
        "errors": [
            {
                "field": error.field,
                "code": error.code,
                "message": _message(error, language, templates),
            }
            for error in errors
        ]
    }


def _message(error: InputError, language: PaperLanguage, templates: Templates) -> str:
    values = {name: str(value) for name, value in error.params.items()}
    return " / ".join(
        templates.say(COMMON, error.code, each, values) for each in language.languages
    )
