"""The command `render`: a paper from JSON, by the same code as the window."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.domain.papers import Paper, PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import InputError, StoreError
from desk_app.printing.checks import find_problems
from desk_app.printing.input_checks import doubts
from desk_app.printing.inputs import find_gaps, read_paper
from desk_app.printing.render import render
from desk_app.printing.texts import Templates, load_templates
from desk_app.resource_paths import shipped_folder
from desk_app.texts import Texts


def answer_render(call: Invocation) -> Answer:
    """Answer `render FORM`; status 1 with `errors` for input that is wrong or would not fit."""
    options = call.options
    form = PaperKind(options.form)
    if options.example:
        return Answer(values=example(form))
    if not options.input or not options.output:
        raise InputError("render.files", field="input" if not options.input else "output")
    report = render_file(
        form,
        _source(Path(options.input)),
        PaperLanguage(options.paper_language or PaperLanguage.BOTH),
        Path(options.output),
        templates=shipped_templates(),
        texts=call.texts,
    )
    return Answer(Status.REFUSED if "errors" in report else Status.DONE, report)


def _source(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise StoreError("file.not_readable", field="input", file=file.name) from None


def shipped_templates() -> Templates:
    """Return the wording and fonts shipped with the program."""
    return load_templates(shipped_folder("print_templates"), shipped_folder("resources") / "fonts")


def example(form: PaperKind) -> dict[str, Any]:
    """Return an example input for a form; its people are invented."""
    path = shipped_folder("print_templates") / form / "example.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def render_file(
    form: PaperKind,
    source: bytes,
    language: PaperLanguage,
    output: Path,
    *,
    templates: Templates,
    texts: Texts,
) -> dict[str, Any]:
    """Write the paper that JSON describes and return what was written.

    Returns:
        `path`, `sha256`, `pages`, `size_bytes`; or only `errors` (each `field`, `code`,
        `message`) where the input is wrong or would not fit, and nothing is written.

    Raises:
        StoreError: The file cannot be written.
    """
    try:
        if gaps := find_gaps(form, source):
            return _errors(gaps, language, texts)
        paper = read_paper(form, source)
    except InputError as error:
        return _errors([error], language, texts)
    if problems := (*find_problems(paper, templates.fonts), *doubts(paper)):
        return _errors(problems, language, texts)
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


def _errors(errors: Sequence[InputError], language: PaperLanguage, texts: Texts) -> dict[str, Any]:
    return {
        "errors": [
            {"field": error.field, "code": error.code, "message": _message(error, language, texts)}
            for error in errors
        ]
    }


def _message(error: InputError, language: PaperLanguage, texts: Texts) -> str:
    return " / ".join(texts.of_error(error, each) for each in language.languages)
