"""The JSON of `iin` and `mrz`: a public interface, key by key."""

import json
from datetime import date

from desk_app.commands.numbers import iin_report, mrz_report

TODAY = date(2026, 11, 23)


def test_a_valid_number_is_reported_with_all_keys():
    assert iin_report("960229 543219", TODAY) == {
        "iin": "960229543219",
        "verdict": "valid",
        "reasons": [],
        "warnings": ["birth_date_in_future"],
        "birth_date": "2096-02-29",
        "sex": "male",
    }


def test_an_invalid_number_is_reported_with_its_reasons():
    assert iin_report("991331743210", TODAY) == {
        "iin": "991331743210",
        "verdict": "invalid",
        "reasons": ["century", "birth_date", "check_digit"],
        "warnings": [],
        "birth_date": None,
        "sex": None,
    }


def test_the_lines_of_a_passport_are_reported_with_all_keys():
    lines = (
        "P<KAZTESTOV<<ALIKHAN<<<<<<<<<<<<<<<<<<<<<<<<\n"
        "N123456785KAZ0001018M3401310000101500011<<74\n"
    )

    assert mrz_report(lines, TODAY) == {
        "format": "TD3",
        "verdict": "valid",
        "document_number": "N12345678",
        "issuer": "KAZ",
        "nationality": "KAZ",
        "surname": "TESTOV",
        "given_names": "ALIKHAN",
        "birth_date": "2000-01-01",
        "sex": "male",
        "expires_on": "2034-01-31",
        "iin": "000101500011",
        "errors": [],
    }


def test_lines_of_no_format_are_reported_with_nulls():
    report = mrz_report("IDKAZ0412365878880412401006<<<", TODAY)

    assert (report.pop("verdict"), report.pop("errors")) == ("invalid", ["length"])
    assert set(report.values()) == {None}


def test_the_reports_are_plain_json():
    reports = [iin_report("991231043216", TODAY), mrz_report("", TODAY)]

    assert json.loads(json.dumps(reports)) == reports
