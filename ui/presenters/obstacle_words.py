"""What stands against an outcome, with the field, document, consent or check it is about."""

from __future__ import annotations

from desk_app.domain.rules import find_check
from desk_app.domain.steps import Blocker
from ui.presenters.case import problem_words
from ui.presenters.case_file import CaseFile


def place_and_words(file: CaseFile, problem: Blocker) -> str:
    """Return a problem with the field or document it is about."""
    words, name = problem_words(file, problem), place_name(file, problem.place)
    return f"{name}: {words}" if name else words


def place_name(file: CaseFile, place: str) -> str:
    """Return a field, document, consent or check in words; empty where the words say it."""
    pack, words = file.pack, file.words
    kind, _, code = place.partition(".")
    fields = {spec.code: spec.label for spec in pack.form.fields}
    documents = {rule.code: rule.short_title for rule in pack.documents}
    if kind == "consent":
        return next((words(c.title) for c in pack.consents if c.code == code), "")
    if kind == "check":
        rule = find_check(pack, code)
        return words(rule.title) if rule else ""
    named = fields.get(place) or documents.get(place)
    own = f"place.{place}"
    if named is None and own in file.bench.texts:
        return file.bench.say(own)
    return words(named) if named else ""
