"""A certificate that waited for its number is made by the exchange that brings numbers."""

import pytest

from desk_app.bootstrap import exchange_all
from desk_app.domain.cases import CaseState
from desk_app.domain.vocabulary import DeskKind, PaperKind
from desk_app.services import decisions
from desk_app.services.exchange import exchange_once
from desk_app.store.opening import create_store
from desk_app.sync.registry_client import RegistryClient
from tests.builders import CENTRE, KEY, OPERATOR, desk_of, filled, iins, stored
from tests.sync.links import registry_process


@pytest.fixture
def centre(tmp_path):
    opened = create_store(tmp_path / "centre", KEY)
    yield desk_of(opened, DeskKind.PROVIDER)
    opened.close()


@pytest.fixture
def registry(tmp_path):
    with registry_process(tmp_path / "registry") as process:
        client = RegistryClient(process.url, office_code=CENTRE.code, workplace="03")
        yield client
        client.close()


def test_the_exchange_that_brings_numbers_makes_the_certificate(centre, registry):
    case = filled(centre, iins()[0])
    waiting = decisions.register(case.application_id, desk=centre)
    assert waiting.certificate_number == ""

    assert exchange_all(centre.as_operator(OPERATOR), registry, exchange_once).failure == ""
    assert stored(centre, case.application_id).certificate_number == ""
    assert exchange_all(centre, registry, exchange_once).failure == ""

    done = stored(centre, case.application_id)
    assert (done.state, done.papers[-1].kind) == (CaseState.REGISTERED, PaperKind.CERTIFICATE)
    assert done.certificate_number == done.papers[-1].number
    report = exchange_all(centre, registry, exchange_once)
    assert (report.failure, report.pending) == ("", 0)
