"""The registry's client: what is an answer, what is nonsense, what is a lost link."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from desk_app.domain.numbers import NumberBlock
from desk_app.domain.outbox import MessageKind, OutboxMessage
from desk_app.domain.service_time import Ticket, TicketSource
from desk_app.domain.vocabulary import CheckValue
from desk_app.errors import ExchangeError, InputError
from desk_app.sync.registry_client import MAX_IN_FLIGHT, RegistryClient, TimeLimits
from desk_app.wire import CaseEvent, encode_event
from registry.seeding.people import Story, invented_people
from tests.registry.builders import NOW, accepted_case, an_iin
from tests.sync.desks import QUICK, digest_of
from tests.sync.links import RegistryProcess, http_answer, scripted_server

LOGIN_PAGE = b"<html><body>Please log in to the guest network</body></html>"
REQUEST = UUID(int=7)


@contextmanager
def client_of(url: str, **fields: Any) -> Iterator[RegistryClient]:
    client = RegistryClient(url, office_code="SC01", workplace="01", limits=QUICK, **fields)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def answered(answer: bytes, **fields: Any) -> Iterator[RegistryClient]:
    with scripted_server(lambda _: answer) as url, client_of(url, **fields) as client:
        yield client


def json_answer(value: object) -> bytes:
    return http_answer("200 OK", json.dumps(value).encode())


def a_message() -> OutboxMessage:
    case = accepted_case(office_code="SC01", intake_office="SC01")
    event = CaseEvent(kind=MessageKind.CASE_ACCEPTED, case=case)
    return OutboxMessage(
        message_id=uuid4(),
        application_id=case.application_id,
        sequence=1,
        device_sequence=1,
        kind=event.kind,
        payload=encode_event(event),
        files=(),
        created_at=NOW,
    )


MESSAGE = a_message()
CALLS: dict[str, Callable[[RegistryClient], object]] = {
    "health": lambda c: c.health(),
    "person": lambda c: c.person(an_iin()),
    "checks": lambda c: c.checks(an_iin()),
    "known_cases": lambda c: c.known_cases(an_iin()),
    "missing_files": lambda c: c.missing_files(["0" * 64]),
    "put_file": lambda c: c.put_file(digest_of(b"x"), b"x"),
    "file": lambda c: c.file("0" * 64),
    "send": lambda c: c.send(MESSAGE),
    "changes": lambda c: c.changes(""),
    "waiting_tickets": lambda c: c.waiting_tickets(),
    "call_ticket": lambda c: c.call_ticket("t", REQUEST),
    "return_ticket": lambda c: c.return_ticket("t", REQUEST, no_show=True),
    "lease_block": lambda c: c.lease_block(REQUEST),
}


def failure_of(call: Callable[[RegistryClient], object], client: RegistryClient) -> ExchangeError:
    with pytest.raises(ExchangeError) as raised:
        call(client)
    return raised.value


# --- a real registry -------------------------------------------------------------------------


@pytest.fixture
def client(seeded: RegistryProcess) -> Iterator[RegistryClient]:
    with client_of(seeded.url) as opened:
        yield opened


def test_a_person_is_found_with_checks_and_cases(client: RegistryClient) -> None:
    invented = next(p for p in invented_people() if p.story is Story.EMPLOYED)

    client.health()
    person = client.person(invented.iin)
    checks = {answer.code: answer for answer in client.checks(invented.iin)}

    assert person is not None
    assert (person.surname, person.birth_date) == (invented.surname, invented.birth_date)
    assert checks["labour_contract"].value is CheckValue.YES
    assert client.known_cases(invented.iin) == ()


def test_an_unknown_person_is_no_failure(client: RegistryClient) -> None:
    assert client.person(an_iin(9911)) is None


def test_the_queue_is_called_and_put_back(client: RegistryClient) -> None:
    first, second, *_ = client.waiting_tickets()
    assert first.source is TicketSource.REGISTRY
    assert first.priority

    client.call_ticket(first.ticket_id, uuid4())
    client.call_ticket(second.ticket_id, uuid4())
    client.return_ticket(first.ticket_id, uuid4(), no_show=False)
    client.return_ticket(second.ticket_id, uuid4(), no_show=True)

    waiting = client.waiting_tickets()
    assert first in waiting
    assert second not in waiting


def test_a_message_a_file_a_block_and_a_change_are_taken_and_given(
    client: RegistryClient, seeded: RegistryProcess
) -> None:
    content = os.urandom(300_000)
    digest = digest_of(content)
    assert client.missing_files([digest]) == (digest,)
    client.put_file(digest, content)
    receipt = client.send(replace(MESSAGE, message_id=uuid4(), files=(digest,)))

    assert client.missing_files([digest]) == ()
    assert client.file(digest) == content
    assert receipt.number.startswith("SC01-R0-")
    assert client.lease_block(REQUEST) == client.lease_block(REQUEST) == NumberBlock.leased(1, 200)
    with closing_client(seeded.url, "CC01") as centre:
        page = centre.changes("")
        # Those before it are the seeded requests from the portal.
        assert {c.kind for c in page.changes} == {"case_accepted"}
        assert page.changes[-1].application_id == MESSAGE.application_id
        assert page.changes[-1].files == (digest,)
        assert centre.changes(page.cursor).changes == ()


@contextmanager
def closing_client(url: str, office_code: str) -> Iterator[RegistryClient]:
    client = RegistryClient(url, office_code=office_code, workplace="01", limits=QUICK)
    yield client
    client.close()


def test_a_refusal_tells_its_reason(client: RegistryClient) -> None:
    lost = failure_of(lambda c: c.send(replace(MESSAGE, sequence=5, message_id=uuid4())), client)
    unknown = failure_of(lambda c: c.call_ticket("nothing", uuid4()), client)

    assert (lost.code, lost.params["reason"]) == ("registry.refused", "expected")
    assert isinstance(lost.params["expected"], int)
    assert unknown.params == {"reason": "ticket_unknown"}


# --- nonsense --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLS)
def test_a_login_page_of_a_network_is_never_an_answer(name: str) -> None:
    page = http_answer("200 OK", LOGIN_PAGE, "Content-Type: text/html")
    with answered(page) as client:
        assert failure_of(CALLS[name], client).code == "registry.nonsense"


@pytest.mark.parametrize("name", CALLS)
def test_a_redirect_is_not_followed(name: str) -> None:
    page = http_answer("302 Found", b"", "Location: http://127.0.0.1:9/")
    with answered(page) as client:
        assert failure_of(CALLS[name], client).params == {"reason": "redirect"}


@pytest.mark.parametrize("name", CALLS)
def test_a_strangers_refusal_is_nonsense(name: str) -> None:
    with answered(http_answer("403 Forbidden", LOGIN_PAGE)) as client:
        assert failure_of(CALLS[name], client).params == {"reason": "refusal"}


@pytest.mark.parametrize("name", CALLS)
def test_a_broken_server_is_silent(name: str) -> None:
    with answered(http_answer("500 Oops", LOGIN_PAGE)) as client:
        assert failure_of(CALLS[name], client).code == "registry.silent"


@pytest.mark.parametrize("name", CALLS)
def test_no_server_is_unreachable(name: str) -> None:
    with client_of("http://127.0.0.1:9") as client:
        assert failure_of(CALLS[name], client).code == "registry.unreachable"


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", b"\0x"])
def test_a_connection_that_breaks_is_a_lost_way(answer: bytes) -> None:
    with answered(answer) as client:
        assert failure_of(CALLS["health"], client).code == "registry.unreachable"


NONSENSE: dict[str, tuple[str, object]] = {
    "another message": (
        "send",
        {"message_id": str(uuid4()), "body_sha256": digest_of(MESSAGE.payload), "number": "1"},
    ),
    "another digest": (
        "send",
        {"message_id": str(MESSAGE.message_id), "body_sha256": "0" * 64, "number": "1"},
    ),
    "no number": (
        "send",
        {"message_id": str(MESSAGE.message_id), "body_sha256": digest_of(MESSAGE.payload)},
    ),
    "another file": ("put_file", {"sha256": "0" * 64, "size_bytes": 1}),
    "another size": ("put_file", {"sha256": digest_of(b"x"), "size_bytes": 2}),
    "a file nobody asked about": ("missing_files", {"missing": ["1" * 64]}),
    "a block of another request": (
        "lease_block",
        {"first": 1, "last": 2, "request_id": str(uuid4())},
    ),
    "a block that ends before it begins": (
        "lease_block",
        {"first": 5, "last": 2, "request_id": str(REQUEST)},
    ),
    "a cursor that stands still": (
        "changes",
        {"epoch": "e", "cursor": "", "changes": [], "has_more": True},
    ),
    "a time without a zone": (
        "waiting_tickets",
        [{"ticket_id": "t", "number": "1", "issued_at": "2026-03-02T07:00:00"}],
    ),
    "a file with other bytes": ("file", "other bytes"),
    "somebody else's record": (
        "person",
        {
            "iin": an_iin(9944).digits,
            "surname": "Өзгеев",
            "given_name": "Мысал",
            "birth_date": "1991-04-17",
            "sex": "female",
        },
    ),
    "two answers to one check": (
        "checks",
        [
            {
                "code": "registered",
                "value": value,
                "source": "x",
                "queried_at": "2026-03-02T07:00:00Z",
            }
            for value in ("yes", "no")
        ],
    ),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_an_answer_that_does_not_fit_is_nonsense(name: str) -> None:
    call, value = NONSENSE[name]
    with answered(json_answer(value)) as client:
        assert failure_of(CALLS[call], client).code == "registry.nonsense"


def test_a_registry_that_says_it_is_ill_is_silent() -> None:
    with answered(json_answer({"status": "down", "schema": 1, "epoch": "e"})) as client:
        assert failure_of(CALLS["health"], client).code == "registry.silent"


def test_a_ticket_is_the_registrys() -> None:
    value = [{"ticket_id": "t", "number": "А-001", "issued_at": "2026-03-02T07:00:00Z"}]
    with answered(json_answer(value)) as client:
        ticket = Ticket("t", "А-001", NOW, TicketSource.REGISTRY)
        assert client.waiting_tickets() == (ticket,)


def test_an_answer_without_end_is_cut_off() -> None:
    with answered(http_answer("200 OK", bytes(2 * 1024 * 1024))) as client:
        assert failure_of(CALLS["health"], client).params == {"reason": "size"}


def test_a_host_that_takes_no_connection_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as stack:
        address = listener.getsockname()[:2]
        # Nobody accepts: once the short line of waiting connections is full, a new one hangs.
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        limits = TimeLimits(connect=0.1, step=1, whole=1)
        client = RegistryClient(
            f"http://{address[0]}:{address[1]}", office_code="SC01", workplace="01", limits=limits
        )
        failure = failure_of(CALLS["health"], client)
        client.close()

    assert (failure.code, failure.params) == (
        "registry.unreachable",
        {"reason": "ConnectTimeout"},
    )


# --- time ------------------------------------------------------------------------------------


def test_a_server_that_says_nothing_is_given_up() -> None:
    release = threading.Event()
    limits = TimeLimits(connect=1, step=0.05, whole=5)

    def wait(_head: bytes) -> bytes:
        release.wait(60)
        return b""

    with scripted_server(wait) as url:
        client = RegistryClient(url, office_code="SC01", workplace="01", limits=limits)
        failure = failure_of(CALLS["health"], client)
        release.set()
        client.close()

    assert (failure.code, failure.params) == ("registry.silent", {"reason": "ReadTimeout"})


def test_an_answer_that_drips_too_long_is_given_up() -> None:
    limits = TimeLimits(connect=1, step=5, whole=0)
    with scripted_server(lambda _: http_answer("200 OK", LOGIN_PAGE)) as url:
        client = RegistryClient(url, office_code="SC01", workplace="01", limits=limits)
        failure = failure_of(CALLS["health"], client)
        client.close()

    assert (failure.code, failure.params) == ("registry.silent", {"reason": "slow"})


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Retry-After: 7", 7),
        ("Retry-After: 0", 1),
        ("Retry-After: 999999999999", 3600),
        ("Retry-After: soon", 30),
        ("Retry-After: -5", 30),
        ("X-Nothing: 1", 30),
    ],
)
@pytest.mark.parametrize("status", ["429 Slow down", "503 Busy"])
def test_a_busy_registry_says_when_to_come_back(header: str, seconds: int, status: str) -> None:
    with answered(http_answer(status, b"", header)) as client:
        failure = failure_of(CALLS["send"], client)

    assert (failure.code, failure.params) == (
        "registry.busy",
        {"retry_after_seconds": seconds},
    )


def test_a_date_to_come_back_at_is_understood() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    with answered(http_answer("503 Busy", b"", f"Retry-After: {at}")) as client:
        seconds = failure_of(CALLS["send"], client).params["retry_after_seconds"]

    assert isinstance(seconds, int)
    assert 590 <= seconds <= 601


# --- what is sent ----------------------------------------------------------------------------


def test_desk_and_token_are_named_and_proxies_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    heads: list[bytes] = []

    def keep(head: bytes) -> bytes:
        heads.append(head.lower())
        return json_answer({"status": "ok", "schema": 1, "epoch": "e"})

    with scripted_server(keep) as url, client_of(url, token="secret") as client:
        client.health()

    assert b"x-office: sc01" in heads[0]
    assert b"x-workplace: 01" in heads[0]
    assert b"authorization: bearer secret" in heads[0]


def test_an_iin_does_not_get_into_an_error() -> None:
    for url in ("http://127.0.0.1:9", "http://nowhere.invalid"):
        with client_of(url) as client:
            failure = failure_of(CALLS["person"], client)
        assert an_iin().digits not in f"{failure}{failure.__cause__}{failure.params}"


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8765", "ftp://host", "http://", "https:///path", "http://h/?a=1"]
)
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(InputError) as raised:
        RegistryClient(url, office_code="SC01", workplace="01")

    assert (raised.value.code, raised.value.field) == ("registry.url", "registry")


def test_no_more_than_four_calls_are_in_flight() -> None:
    arrived = threading.Semaphore(0)
    release = threading.Event()
    asked: list[bytes] = []

    def hold(head: bytes) -> bytes:
        asked.append(head)
        arrived.release()
        release.wait(60)
        return json_answer({"status": "ok", "schema": 1, "epoch": "e"})

    with (
        scripted_server(hold, is_parallel=True) as url,
        client_of(url) as client,
        ThreadPoolExecutor(MAX_IN_FLIGHT + 3) as pool,
    ):
        calls = [pool.submit(client.health) for _ in range(MAX_IN_FLIGHT + 3)]
        for _ in range(MAX_IN_FLIGHT):
            assert arrived.acquire(timeout=60)
        # Nobody else gets through while four are being answered.
        fifth_came = arrived.acquire(timeout=0.2)
        release.set()
        for call in calls:
            call.result()

    assert not fifth_came
    assert len(asked) == MAX_IN_FLIGHT + 3


def test_the_http_library_is_not_loaded_before_a_link_is_wanted() -> None:
    code = "import sys, desk_app.sync.registry_client; sys.exit('httpx2' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
