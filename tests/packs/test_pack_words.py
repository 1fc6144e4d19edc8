import pytest

from desk_app.domain.languages import Language
from desk_app.domain.rule_pack_checks import Problem
from desk_app.errors import KnownError
from desk_app.packs import load_pack
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts
from tests.packs.folders import altered, copied_packs

TEXTS = load_texts(shipped_folder("resources") / "texts")
FORM_CODES = (
    "field.required",
    "field.too_long",
    "field.control_characters",
    "field.unprintable",
    "field.not_digits",
    "field.too_much",
    "field.not_a_date",
    "field.in_future",
    "field.not_in_list",
    "field.before_its_start",
    "field.below_minimum",
    "field.above_total",
    "field.workplace_required",
    "rows.too_many",
)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("problem", Problem)
def test_every_problem_of_a_pack_has_its_words(problem, language):
    words = TEXTS.get(f"pack.problem.{problem}", language, found="FOUND", expected="EXPECTED")

    assert words
    assert "{" not in words


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", FORM_CODES)
def test_every_problem_of_a_form_has_its_words(code, language):
    error = KnownError(code, length=300, limit=200, character="«厨» (U+53A8)")

    assert TEXTS.of_error(error, language)


def test_a_broken_pack_is_explained_with_its_place(tmp_path):
    file = copied_packs(tmp_path) / "KZ-LIR-2020.toml"
    altered(file, "valid_from", "valid_since")

    with pytest.raises(KnownError) as caught:
        load_pack(file)

    words = TEXTS.of_error(caught.value, Language.RU)
    assert "KZ-LIR-2020.toml" in words
    assert "valid_since" in words
