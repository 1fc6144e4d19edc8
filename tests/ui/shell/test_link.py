from datetime import timedelta

import pytest

from desk_app.domain.languages import Language
from desk_app.domain.outbox import OutboxState
from desk_app.services.exchange import ExchangeReport
from tests.fakes import MORNING
from tests.ui.shell.desk_window import texts
from ui.presenters.link_state import Link, LinkState, begun, ended, link_words, progressed

LATER = MORNING + timedelta(minutes=17)


def say(language):
    return lambda key, **params: texts().get(key, language, **params)


def report(failure="", *, pending=0, parked=0, conflicts=0):
    return ExchangeReport(0, 0, pending, parked, conflicts, failure)


def after(*reports):
    link = Link()
    for number, each in enumerate(reports):
        link = ended(begun(link), each, MORNING + timedelta(minutes=17 * number))
    return link


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        ((), LinkState.UNKNOWN),
        ((report(),), LinkState.ONLINE),
        ((report("registry.unreachable"),), LinkState.OFFLINE),
        ((report("registry.silent"),), LinkState.SILENT),
        ((report("registry.busy"),), LinkState.SILENT),
        ((report("registry.unreachable"), report()), LinkState.ONLINE),
        ((report(parked=1),), LinkState.REJECTED),
        ((report(parked=1, conflicts=1),), LinkState.CONFLICT),
    ],
)
def test_the_state_follows_from_what_the_exchanges_found(reports, state):
    assert after(*reports).state is state


def test_the_time_of_the_break_stays_while_the_link_is_down():
    link = after(report(), report("registry.unreachable"), report("registry.silent"))

    assert link.down_since == LATER
    assert link.last_exchange_at == MORNING


def test_an_exchange_that_runs_shows_how_far_it_is():
    link = begun(progressed(after(report()), OutboxState(7, 0, None)))

    link = progressed(link, OutboxState(4, 0, None))

    assert link.state is LinkState.EXCHANGING
    assert (link.done, link.total) == (3, 7)


def test_an_exchange_without_anything_to_send_changes_nothing_on_the_screen():
    assert begun(after(report())).state is LinkState.ONLINE


def test_a_try_while_offline_does_not_flicker():
    down = after(report("registry.unreachable", pending=3))

    assert begun(down).state is LinkState.OFFLINE


@pytest.mark.parametrize(
    ("language", "link", "strong", "calm"),
    [
        (Language.KK, after(report()), "Байланыс бар", "соңғы алмасу 10:00"),
        (Language.RU, after(report()), "Связь есть", "последний обмен в 10:00"),
        (
            Language.KK,
            after(report("registry.unreachable")),
            "Байланыс жоқ – жұмысты жалғастыра беріңіз",
            "үзілген уақыты 10:00",
        ),
        (
            Language.RU,
            after(report("registry.silent")),
            "Реестр не отвечает — можно продолжать работу",
            "с 10:00",
        ),
        (Language.RU, after(report(conflicts=1)), "Конфликт в 1 записи", "открыть — F10"),
        (Language.RU, after(report(parked=5)), "Реестр не принял 5 записей", "открыть — F10"),
        (Language.KK, after(report(parked=1)), "Тізілім 1 жазбаны қабылдамады", "ашу – F10"),
    ],
)
def test_the_words_are_those_of_the_specification(language, link, strong, calm):
    words = link_words(link, say(language))

    assert (words.strong, words.calm) == (strong, calm)
