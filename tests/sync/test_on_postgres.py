"""The whole chain with a registry on a real PostgreSQL, killed on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk_app.domain.cases import CaseState, Deed
from desk_app.domain.outbox import MessageKind
from tests.registry.postgres import running_postgres
from tests.sync.desks import PAGES, CounterDesk, digest_of
from tests.sync.links import registry_process


def test_the_chain_holds_on_postgresql_through_a_registry_that_is_killed(
    tmp_path: Path, system_program: Callable[[str], str], certificate_number: str
) -> None:
    centre_code = certificate_number.split("-", maxsplit=1)[0]
    with (
        running_postgres(system_program) as server,
        registry_process(tmp_path, server.url()) as process,
        CounterDesk(tmp_path / "intake", process.url, "SC01") as intake,
        CounterDesk(tmp_path / "centre", process.url, centre_code) as centre,
    ):
        case = intake.accept(centre_code, pages=PAGES)
        assert intake.exchange().sent == 1
        process.kill()
        intake.close_visit(case.application_id)
        assert intake.exchange().failure == "registry.unreachable"
        assert centre.exchange().failure == "registry.unreachable"
        process.start()

        assert centre.exchange().received == 1
        centre.register(case.application_id, certificate_number)
        assert centre.exchange().sent == 1
        report = intake.exchange()
        assert (report.sent, report.received, report.pending) == (1, 1, 0)
        intake.deed(case.application_id, Deed.HAND_OVER, MessageKind.CASE_HANDED_OVER)
        assert intake.exchange().sent == 1
        assert centre.exchange().received == 1

        ended = [desk.case(case.application_id) for desk in (intake, centre)]
        assert all(centre.opened.scans.has(digest_of(page)) for page in PAGES)
    assert [known.state for known in ended] == [CaseState.HANDED_OVER] * 2
    assert ended[0].number == ended[1].number
    assert ended[0].certificate_number == certificate_number
