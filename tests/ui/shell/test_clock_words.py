from dataclasses import replace
from datetime import timedelta

import pytest

from desk_app.domain.languages import Language
from desk_app.domain.service_time import (
    IntervalKind,
    Moment,
    Ticket,
    TicketSource,
    Visit,
    Zone,
    begin_interval,
    end_interval,
)
from tests.builders import packs
from tests.fakes import MORNING, FakeIds
from tests.ui.shell.desk_window import texts
from ui.presenters.timer import read_timer, read_wait
from ui.presenters.words import length, minutes_and_seconds, percent

PACK = packs()["KZ-LIR-2020"]
CALLED = Moment(MORNING, 1000.0, "boot-1")


def say(language):
    return lambda key, **params: texts().get(key, language, **params)


def visit(**fields):
    return Visit(FakeIds().new(), "0101", "03", "operator", CALLED, **fields)


def at(seconds, boot="boot-1"):
    return Moment(MORNING + timedelta(seconds=seconds), 1000.0 + seconds, boot)


@pytest.mark.parametrize(
    ("seconds", "zone", "kk", "ru"),
    [
        (0, Zone.NORMAL, "20:00 қалды", "осталось 20:00"),
        (899, Zone.NORMAL, "5:01 қалды", "осталось 5:01"),
        (900, Zone.WARNING, "5:00 қалды", "осталось 5:00"),
        (1079, Zone.WARNING, "2:01 қалды", "осталось 2:01"),
        (1080, Zone.LAST_MINUTES, "2:00 қалды", "осталось 2:00"),
        (1200, Zone.LAST_MINUTES, "0:00 қалды", "осталось 0:00"),
        (1201, Zone.OVERRUN, "нормадан 0:01 артық", "сверх нормы 0:01"),
        (1330, Zone.OVERRUN, "нормадан 2:10 артық", "сверх нормы 2:10"),
    ],
)
def test_the_timer_says_what_is_left_and_red_only_past_the_norm(seconds, zone, kk, ru):
    for language, words in ((Language.KK, kk), (Language.RU, ru)):
        read = read_timer(visit(), at(seconds), PACK, say(language), language)

        assert (read.zone, read.beside, read.elapsed_seconds) == (zone, words, seconds)
        assert words in read.spoken


@pytest.mark.parametrize(
    ("language", "beside", "note"),
    [
        (Language.KK, "кідіртілді", "Өтініш беруші орнында жоқ"),
        (Language.RU, "отложено", "Заявитель отсутствует"),
    ],
)
def test_a_stopped_clock_says_so_and_why(language, beside, note):
    away = begin_interval(visit(), IntervalKind.HOLD, "applicant_absent", at(300), stops_clock=True)

    read = read_timer(away, at(900), PACK, say(language), language)

    assert (read.zone, read.elapsed_seconds) == (Zone.PAUSED, 300)
    assert (read.beside, read.notes) == (beside, (note,))
    assert note in read.spoken


@pytest.mark.parametrize(
    ("language", "beside", "notes"),
    [
        (Language.KK, "10:00 қалды", ("байланыс жоқ 3:10", "сканерсіз 0:40")),
        (Language.RU, "осталось 10:00", ("без связи 3:10", "без сканера 0:40")),
    ],
)
def test_what_interrupted_the_service_is_told_beside_the_time_and_never_subtracted(
    language, beside, notes
):
    served = visit()
    for kind, begun, ended in (
        (IntervalKind.LINK, 60, 200),
        (IntervalKind.SCANNER, 100, 140),
        (IntervalKind.LINK, 300, 350),
    ):
        served = begin_interval(served, kind, "", at(begun), stops_clock=False)
        served = end_interval(served, kind, at(ended))

    read = read_timer(served, at(600), PACK, say(language), language)

    assert (read.elapsed_seconds, read.beside, read.notes) == (600, beside, notes)
    assert " · ".join(notes) in read.spoken


def test_after_another_boot_the_time_is_marked_as_not_accurate():
    read = read_timer(visit(), at(60, boot="boot-2"), PACK, say(Language.RU), Language.RU)

    assert read.beside == "осталось 19:00 · неточно"


def ticket(minutes):
    issued_at = MORNING - timedelta(minutes=minutes)
    return Ticket("id", "А-048", issued_at, TicketSource.LOCAL)


@pytest.mark.parametrize(
    ("minutes", "value", "is_over"), [(12, "12 / 30 мин", False), (31, "31 / 30 мин", True)]
)
def test_the_wait_stands_against_its_norm(minutes, value, is_over):
    words = read_wait(visit(ticket=ticket(minutes)), PACK, say(Language.KK))

    assert (words.value, words.is_over) == (value, is_over)


def test_a_wait_nobody_knows_is_neither_good_nor_bad():
    assert read_wait(visit(), PACK, say(Language.RU)).is_over is None


def test_a_ticket_from_after_the_call_is_not_accurate():
    words = read_wait(replace(visit(), ticket=ticket(-5)), PACK, say(Language.KK))

    assert words.value == "0 / 30 мин · дәл емес"


def test_lengths_take_the_units_that_matter():
    assert length(59 * 60 + 59, say(Language.RU)) == "59 мин"
    assert length(3600, say(Language.RU)) == "1 ч 0 мин"
    assert length(25 * 3600, say(Language.KK)) == "1 тәу 1 сағ"
    assert minutes_and_seconds(-3) == "0:00"


def test_a_hundred_percent_means_all():
    assert percent(199, 200) == "99\N{NO-BREAK SPACE}%"
    assert percent(200, 200) == "100\N{NO-BREAK SPACE}%"
