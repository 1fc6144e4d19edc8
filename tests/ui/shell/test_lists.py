from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseOrigin, CaseState, PrintState
from desk_app.domain.devices import PrintFault
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import Channel, DeskKind, PaperKind
from desk_app.services import decisions, holding, issuing, queue
from desk_app.store.engine import create_database, open_reader
from desk_app.store.unit import SqlStore
from tests.builders import APPROVER, KEY, accepted, draft, filled, identify, iins, saved, stored
from tests.services.test_supervised import WHY, temporary
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_sign_in import words_on

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def rows(desk, name):
    model = desk.part(name).model()
    columns = range(model.columnCount())
    return [
        [model.data(model.index(row, column)) for column in columns]
        for row in range(model.rowCount())
    ]


def next_tab(desk, times=1):
    for _ in range(times):
        desk.key(Qt.Key.Key_PageDown, CTRL)
        desk.settle()


def held_case(desk, reason="missing_document"):
    case = draft(desk.desk)
    identify(desk.desk, case, iins()[0])
    holding.hold(case.application_id, reason, desk=desk.desk)
    return case


def test_held_cases_are_listed_with_reason_and_age_and_enter_goes_on(signed_in, language, no_sql):
    desk = signed_in(language=language)
    case = held_case(desk)
    desk.clock.pass_time(minutes=75)
    no_sql()

    next_tab(desk, 2)

    (row,) = rows(desk, "list.held.table")
    reason = next(r for r in desk.desk.pack.hold_reasons if r.code == "missing_document")
    assert row[0] == "Сынақова Ү. М."
    assert row[2] == reason.text.text(language)
    assert row[3] == texts().get("length.hours", language, hours=1, minutes=15)

    desk.key(ENTER)
    desk.settle()
    assert desk.page.file.case.application_id == case.application_id
    assert desk.window.workspace.home.counter.case.state is CaseState.DRAFT


def test_a_visitors_application_that_was_declined_is_held_for_that_reason(signed_in, language):
    desk = signed_in(language=language, kind=DeskKind.PROVIDER)
    case = temporary(desk.desk)
    decisions.register(case.application_id, desk=desk.desk, reason=WHY)
    queue.finish_visit(case.visit_id, desk=desk.desk)
    decisions.decline(case.application_id, desk=desk.desk.as_operator(APPROVER))

    next_tab(desk, 3)

    (row,) = rows(desk, "list.held.table")
    reason = next(r for r in desk.desk.pack.hold_reasons if r.code == "declined")
    assert row[2] == reason.text.text(language)


def test_the_iin_is_masked_in_lists(signed_in):
    desk = signed_in()
    held_case(desk)

    next_tab(desk, 2)

    (row,) = rows(desk, "list.held.table")
    assert row[1] == iins()[0].masked()
    assert iins()[0].digits not in words_on(desk.window)


def test_incoming_cases_stand_by_deadline_with_the_working_time_left(signed_in, language):
    desk = signed_in(kind=DeskKind.PROVIDER, language=language)
    today = date(2026, 11, 23)
    other = filled(desk.desk, iins()[0])
    later = replace(
        other,
        state=CaseState.ACCEPTED,
        origin=CaseOrigin.REGISTRY,
        channel=Channel.STATE_CORPORATION,
        number="0101-03-2026-000001-14",
        accepted_at=desk.clock.now(),
        due_on=today + timedelta(days=1),
        visit_id=None,
    )
    saved(desk.desk, later)
    first = replace(
        later,
        application_id=desk.desk.ids.new(),
        number="0101-03-2026-000002-11",
        channel=Channel.PORTAL,
        due_on=today,
    )
    saved(desk.desk, first)

    next_tab(desk)

    shown = rows(desk, "list.incoming.table")
    assert [row[0] for row in shown] == [first.number, later.number]
    assert [row[2] for row in shown] == [
        texts().get("origin.portal", language),
        texts().get("origin.state_corporation", language),
    ]
    assert shown[0][3] == "23.11.2026"
    assert shown[0][4] == texts().get("length.hours", language, hours=8, minutes=0)


def test_enter_opens_an_incoming_case_without_a_visitor_and_esc_leaves_it(signed_in):
    desk = signed_in(kind=DeskKind.PROVIDER)
    case = filled(desk.desk, iins()[0])
    taken = replace(case, state=CaseState.ACCEPTED, origin=CaseOrigin.REGISTRY, visit_id=None)
    saved(desk.desk, taken)
    desk.window.workspace.home.counter = None
    next_tab(desk)

    desk.key(ENTER)
    desk.settle()

    assert desk.window.workspace.home.counter.visit is None
    assert desk.page.file.case.application_id == case.application_id
    desk.key(Qt.Key.Key_Escape)
    assert desk.page_name == "idle"


def test_empty_lists_say_so(signed_in, language):
    desk = signed_in(language=language)

    next_tab(desk)
    assert texts().get("list.ready.empty", language) in words_on(desk.window)
    next_tab(desk)
    assert texts().get("list.held.empty", language) in words_on(desk.window)


def test_a_returned_application_waits_in_the_ready_list_with_its_memo(signed_in, language):
    desk = signed_in(language=language)
    case = accepted(desk.desk, iins()[0])
    memo = replace(case.papers[-1], paper_id=desk.desk.ids.new(), kind=PaperKind.MEMO)
    came_back = replace(
        case,
        state=CaseState.RETURNED,
        intake_office=desk.desk.office.code,
        decision_office="0201",
        papers=(*case.papers, memo),
    )
    saved(desk.desk, came_back)

    next_tab(desk)

    (row,) = rows(desk, "list.ready.table")
    assert row[3] == texts().get("list.memo", language)


def test_the_outbox_tells_what_waits_and_why(signed_in, language):
    desk = signed_in(language=language)
    case = accepted(desk.desk, iins()[0], link_is_up=False)
    desk.key(Qt.Key.Key_F5)
    desk.settle()
    desk.clock.pass_time(minutes=12)

    desk.key(Qt.Key.Key_F10)
    desk.settle()

    (row,) = rows(desk, "outbox.table")
    assert row[0] == case.temporary_number
    assert row[1] == texts().get("message.case_accepted", language)
    assert row[2] == texts().get("length.minutes", language, minutes=12)
    assert row[4] == texts().get("outbox.unreachable", language)
    note = texts().get("list.undelivered", language, age=row[2])
    assert note in words_on(desk.window)
    assert desk.focus().objectName() == "outbox.table"


def test_a_paper_that_waits_for_a_printer_is_found_and_printed(signed_in, language):
    desk = signed_in(language=language)
    case = accepted(desk.desk, iins()[0], link_is_up=False)
    desk.printer.fail_next(PrintFault.OFFLINE)
    paper = case.papers[-1]
    issuing.print_paper(case.application_id, paper.paper_id, desk=desk.desk, printer=desk.printer)

    desk.key(Qt.Key.Key_F10)
    desk.settle()
    (row,) = rows(desk, "outbox.papers")
    assert row[1] == texts().get("done.receipt", language)
    assert row[3] == texts().get("error.print.offline", language)

    while desk.focus().objectName() != "outbox.papers":
        desk.key(Qt.Key.Key_Tab)
    desk.key(ENTER)
    desk.settle()
    assert desk.page_name == "done"
    assert stored(desk.desk, case.application_id).papers[-1].print_state is PrintState.FAILED
    desk.key(Qt.Key.Key_F8, SHIFT)
    desk.settle()
    assert stored(desk.desk, case.application_id).papers[-1].print_state is PrintState.SPOOLED


def test_an_empty_outbox_says_so_and_esc_leads_out(signed_in, language):
    desk = signed_in(language=language)

    desk.key(Qt.Key.Key_F10)
    desk.settle()
    assert texts().get("outbox.empty", language) in words_on(desk.window)

    desk.key(Qt.Key.Key_Escape)
    assert desk.page_name == "idle"


def test_the_search_finds_by_folded_letters_and_enter_opens(signed_in, language, no_sql):
    desk = signed_in(language=language)
    case = held_case(desk)
    no_sql()

    desk.key(Qt.Key.Key_Space, CTRL)
    desk.type("сынакова")
    desk.key(ENTER)
    desk.settle()

    assert desk.page.file.case.application_id == case.application_id


def test_the_search_finds_by_iin_and_by_number(signed_in):
    desk = signed_in()
    case = accepted(desk.desk, iins()[0], link_is_up=False)

    for words in (iins()[0].digits, case.temporary_number):
        desk.key(Qt.Key.Key_Space, CTRL)
        desk.type(words)
        desk.key(ENTER)
        desk.settle()
        assert desk.page_name == "done"
        assert desk.window.workspace.done.presenter.case.application_id == case.application_id
        desk.key(ENTER, CTRL)


def test_the_number_on_a_paper_opens_its_case_from_anywhere(signed_in, language):
    desk = signed_in(language=language)
    case = accepted(desk.desk, iins()[0], link_is_up=False)

    desk.type(case.temporary_number)
    desk.key(ENTER)
    desk.settle()
    assert desk.window.workspace.done.presenter.case.application_id == case.application_id

    desk.key(ENTER, CTRL)
    desk.type("T-0101-03-000999-72")
    desk.key(ENTER)
    desk.settle()
    assert desk.part("frame.toast").text() == texts().get("notice.number_unknown", language)


def test_a_search_that_finds_nothing_says_where_it_looked(signed_in, language):
    desk = signed_in(language=language)

    desk.key(Qt.Key.Key_Space, CTRL)
    desk.type("жоқадам")
    desk.key(ENTER)
    desk.settle()

    words = words_on(desk.window)
    assert texts().get("search.nothing", language) in words
    assert texts().get("search.where", language) in words
    desk.key(Qt.Key.Key_Escape)
    assert not desk.part("search").isVisible()


def test_a_search_in_a_store_that_cannot_be_read_says_so_in_either_language(signed_in, tmp_path):
    desk = signed_in()
    path = tmp_path / "gone.db"
    create_database(path, KEY)
    reader = open_reader(path, KEY)
    reader.dispose()
    path.unlink()
    bench = desk.window.workspace.case_page.bench
    bench.desk = replace(desk.desk, store=SqlStore(reader, None))

    desk.key(Qt.Key.Key_Space, CTRL)
    desk.type("жоқадам")
    desk.key(ENTER)
    desk.settle()
    for language in (Language.KK, Language.RU):
        words = words_on(desk.window)
        assert texts().get("error.store.cannot_open", language) in words
        assert texts().get("search.nothing", language) not in words
        desk.key(Qt.Key.Key_F12, CTRL)
        desk.settle()


def test_the_help_of_an_open_panel_lists_the_keys_of_the_panel(signed_in, language):
    desk = signed_in(language=language)
    desk.key(Qt.Key.Key_F2, SHIFT)

    desk.key(Qt.Key.Key_F1)

    listed = dict(rows(desk, "help.keys"))
    assert listed["Esc"] == texts().get("key.close", language)
    assert "F2" not in listed
    assert listed["F12"] == texts().get("action.lock", language)


def test_the_help_lists_the_keys_of_the_screen_and_finds_among_them(signed_in, language):
    desk = signed_in(language=language)

    desk.key(Qt.Key.Key_F1)
    every = rows(desk, "help.keys")
    desk.type(texts().get("action.lock", language)[:5].upper())

    assert ["F2", texts().get("action.call_next", language)] in every
    assert rows(desk, "help.keys") == [["F12", texts().get("action.lock", language)]]
