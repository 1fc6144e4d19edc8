"""What the rule packs say can be printed, word for word."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

import pytest

from desk_app.domain.languages import Bilingual
from desk_app.domain.papers import StatedGround
from desk_app.domain.vocabulary import PaperKind
from desk_app.packs import load_packs
from desk_app.printing.marks import missing_characters
from desk_app.resource_paths import shipped_folder
from tests.printing.papers import all_text, paper, printed, squeezed, templates

PACKS = load_packs(shipped_folder("resources") / "rule_packs")


def words_of(value: object) -> Iterator[str]:
    if isinstance(value, Bilingual):
        yield from (value.kk, value.ru)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from words_of(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from words_of(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from words_of(entry)


@pytest.mark.parametrize("pack_id", list(PACKS))
def test_every_word_of_a_pack_can_be_printed(pack_id):
    words = list(words_of(PACKS[pack_id]))

    assert len(words) > 100
    assert missing_characters("".join(words), templates().fonts) == ()


@pytest.mark.parametrize("pack_id", list(PACKS))
def test_switching_the_pack_changes_the_titles_without_code(pack_id):
    words = PACKS[pack_id].papers

    for kind, title in words.titles.items():
        text = all_text(printed(paper(PaperKind(kind), title=title)))
        assert squeezed(title.kk) in text
        assert squeezed(title.ru) in text
    for title in words.refusal_titles.values():
        assert squeezed(title.kk) in all_text(printed(paper(PaperKind.REFUSAL, title=title)))


@pytest.mark.parametrize("pack_id", list(PACKS))
def test_every_ground_of_a_pack_stands_whole_on_a_refusal(pack_id):
    pack = PACKS[pack_id]
    titles = {reference.code: reference.title for reference in pack.references}
    example: StatedGround = paper(PaperKind.REFUSAL).grounds[0]

    for ground in pack.grounds:
        stated = dataclasses.replace(
            example, code=ground.code, text=ground.text, reference=titles[ground.reference]
        )
        text = all_text(printed(paper(PaperKind.REFUSAL, grounds=(stated,))))
        for language in ("kk", "ru"):
            assert squeezed(getattr(ground.text, language)) in text
            assert squeezed(getattr(titles[ground.reference], language)) in text
