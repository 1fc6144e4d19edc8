"""The command `render`: the same paper as the window, or errors by field."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from desk_app.commands.render import example, render_file
from desk_app.domain.iin import examine
from desk_app.domain.numbers import TemporaryNumber
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import StoreError
from desk_app.printing.render import render
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts
from tests.printing.papers import ALL_PAPERS, paper, templates

TEXTS = load_texts(shipped_folder("resources") / "texts")


def run(kind, values, output, language=PaperLanguage.BOTH):
    source = values if isinstance(values, bytes) else json.dumps(values).encode()
    return render_file(kind, source, language, output, templates=templates(), texts=TEXTS)


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_an_example_becomes_the_paper_of_the_window(kind, language, tmp_path):
    output = tmp_path / "paper.pdf"

    report = run(kind, example(kind), output, language)

    rendered = render(paper(kind), language, templates())
    assert output.read_bytes() == rendered.content
    assert report == {
        "path": str(output),
        "sha256": hashlib.sha256(rendered.content).hexdigest(),
        "pages": rendered.pages,
        "size_bytes": len(rendered.content),
    }


@pytest.mark.parametrize("kind", [PaperKind.CERTIFICATE, PaperKind.REFUSAL])
def test_the_person_of_an_example_is_invented(kind):
    values = example(kind)

    examined = examine(values.get("iin") or values["addressee_iin"], date(2026, 11, 25))

    assert examined.verdict.value == "valid"
    assert "9900" <= examined.text[7:11] <= "9999"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (lambda values: values.pop("number"), "number", "paper.field_missing"),
        (lambda values: values["letterhead"].pop("office"), "letterhead.office",
         "paper.field_missing"),
        (lambda values: values.update(numbr="5"), "numbr", "paper.field_unknown"),
        (lambda values: values["documents"][1].update(pages=1), "documents[1].pages",
         "paper.field_unknown"),
        (lambda values: values["documents"][1].update(sheets="two"), "documents[1].sheets",
         "paper.wrong_value"),
        (lambda values: values.update(accepted_at="yesterday"), "accepted_at",
         "paper.wrong_value"),
        (lambda values: values.update(applicant_name="\u2605"), "applicant_name",
         "paper.unknown_character"),
        (lambda values: values.update(accepted_at="2026-03-05T10:42:00"), "accepted_at",
         "paper.time_without_zone"),
    ],
)  # fmt: skip
def test_wrong_input_is_named_by_field_in_both_languages(change, field, code, tmp_path):
    values = example(PaperKind.RECEIPT)
    change(values)

    report = run(PaperKind.RECEIPT, values, tmp_path / "paper.pdf")

    [error] = report["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert len(error["message"].split(" / ")) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_message_speaks_the_language_of_the_paper(tmp_path):
    kazakh, russian = (
        run(PaperKind.MEMO, b"{", tmp_path / "paper.pdf", language)["errors"][0]
        for language in (PaperLanguage.KK, PaperLanguage.RU)
    )

    assert (kazakh["code"], kazakh["field"]) == ("paper.not_json", "")
    assert kazakh["message"].startswith("Файл JSON емес")
    assert russian["message"].startswith("Файл не в формате JSON")


@pytest.mark.parametrize("source", [b"", b"\xff", b"[]", b"null", b'"text"'])
def test_input_that_is_no_paper_is_refused(source, tmp_path):
    report = run(PaperKind.CERTIFICATE, source, tmp_path / "paper.pdf")

    assert len(report["errors"]) == 1


def test_every_missing_field_is_named_at_once(tmp_path):
    values = example(PaperKind.REFUSAL)
    del values["number"], values["letterhead"]["agency"]["kk"], values["grounds"][0]["fact"]

    nothing = run(PaperKind.CERTIFICATE, {}, tmp_path / "paper.pdf")
    some = run(PaperKind.REFUSAL, values, tmp_path / "paper.pdf")

    assert {error["code"] for error in nothing["errors"]} == {"paper.field_missing"}
    named = {error["field"] for error in nothing["errors"]}
    assert {"letterhead", "number", "iin", "signatory"} <= named
    assert "marks" not in named
    assert [error["field"] for error in some["errors"]] == [
        "letterhead.agency.kk", "number", "grounds[0].fact",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "change", "field", "code"),
    [
        ("certificate", {"iin": "123"}, "iin", "iin.length"),
        ("certificate", {"iin": "910314499140"}, "iin", "iin.check_digit"),
        ("certificate", {"number": "HELLO"}, "number", "number.form"),
        ("certificate", {"number": "KRG02-07-2026-000147-86"}, "number", "number.check"),
        ("certificate", {"number": "T-KRG02-07-000012-38"}, "number", "number.form"),
        ("certificate", {"registered_on": "3000-01-01"}, "registered_on", "paper.out_of_order"),
        ("certificate", {"birth_date": "2026-03-06"}, "birth_date", "paper.out_of_order"),
        ("certificate", {"birth_date": "0090-02-01"}, "birth_date", "field.not_a_date"),
        ("receipt", {"number": "krg02-07-2026-000147-87"}, "number", "number.form"),
        ("receipt", {"number_is_temporary": True}, "number", "number.form"),
        ("receipt", {"result_on": "2026-03-04"}, "accepted_at", "paper.out_of_order"),
        ("acceptance-refusal", {"composed_on": "2026-02-13"}, "expired[0].expired_on",
         "paper.out_of_order"),
        ("refusal", {"application_number": "5"}, "application_number", "number.form"),
        ("refusal", {"application_date": "2026-03-06"}, "application_date",
         "paper.out_of_order"),
        ("refusal", {"addressee_iin": "1"}, "addressee_iin", "iin.length"),
        ("application", {"number": "5"}, "number", "number.form"),
    ],
)  # fmt: skip
def test_a_value_that_no_paper_of_ours_holds_is_named(kind, change, field, code, tmp_path):
    values = example(PaperKind(kind)) | change

    report = run(PaperKind(kind), values, tmp_path / "paper.pdf")

    [error] = report["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert len(error["message"].split(" / ")) == 2


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("certificate", {"iin": None}),
        ("certificate", {"issued_at": "2026-03-04T20:00:00Z"}),
        ("receipt", {"number": str(TemporaryNumber("KRG02", "07", 12)),
                     "number_is_temporary": True}),
        ("application", {"number": None}),
        ("memo", {}),
    ],
)  # fmt: skip
def test_what_a_paper_may_hold_is_printed(kind, change, tmp_path):
    values = example(PaperKind(kind)) | change

    assert "errors" not in run(PaperKind(kind), values, tmp_path / "paper.pdf")


def test_a_folder_that_cannot_be_written_is_a_failure_outside(tmp_path):
    with pytest.raises(StoreError) as failed:
        run(PaperKind.MEMO, example(PaperKind.MEMO), tmp_path / "none" / "paper.pdf")

    assert failed.value.code == "paper.not_written"
    assert failed.value.params == {"file": "paper.pdf"}
