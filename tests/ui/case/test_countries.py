"""The list of countries in the order of the alphabet."""

from desk_app.domain.languages import Language
from tests.ui.case.test_other_ends import called


def names(at_counter, language):
    listed = called(at_counter, language=language).page.identity.presenter.citizenships()
    return [name for _, name in listed]


def test_kazakh_letters_stand_at_their_places_after_this_country(at_counter):
    first, *others = names(at_counter, Language.KK)

    assert first == "Қазақстан"
    order = [name for name in others if name[0] in "ӘБМӨРТҮУҚ"]
    assert order.index("Әзербайжан") < order.index("Беларусь")
    assert order.index("Моңғолия") < order.index("Өзбекстан") < order.index("Ресей")
    assert order.index("Қырғызстан") < order.index("Моңғолия")


def test_russian_countries_stand_by_the_russian_alphabet(at_counter):
    first, *others = names(at_counter, Language.RU)

    assert first == "Казахстан"
    assert others == sorted(others)
