"""The window under each rule pack that settings can name: screen and paper speak its words."""

from __future__ import annotations

import pypdfium2
import pytest

from desk_app.commands.play_scenarios import Clerk
from desk_app.commands.stage import Stage, applicant
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind, Outcome
from desk_app.packs import load_packs
from desk_app.resource_paths import shipped_folder
from desk_app.settings import settings_file
from desk_app.texts import load_texts
from ui.views.case_page import CasePage
from ui.widgets.radio_cards import RadioCard

RESOURCES = shipped_folder("resources")
PACKS = load_packs(RESOURCES / "rule_packs")


def settle_on(pack_id, folder):
    """Write the settings of a career centre that works by a pack, as an administrator would."""
    home = folder / DeskKind.PROVIDER.value
    home.mkdir(parents=True)
    shipped = RESOURCES / "demo" / f"{DeskKind.PROVIDER.value}.toml"
    lines = shipped.read_text(encoding="utf-8").splitlines()
    written = [f'pack = "{pack_id}"' if line.startswith("pack = ") else line for line in lines]
    settings_file(home).write_text("\n".join(written) + "\n", encoding="utf-8")


def joined(text):
    return " ".join(text.split())


def words_of(path):
    with pypdfium2.PdfDocument(path) as paper:
        return joined(" ".join(page.get_textpage().get_text_range() for page in paper))


@pytest.mark.parametrize("pack_id", sorted(PACKS))
def test_outcomes_on_screen_and_words_on_paper_are_those_of_the_pack(tmp_path, qapp, pack_id):
    pack, language = PACKS[pack_id], Language.RU
    output = tmp_path / "out"
    output.mkdir()
    settle_on(pack_id, tmp_path / "office")
    stage = Stage(
        tmp_path / "office", output, language, load_texts(RESOURCES / "texts"), is_instant=True
    )
    cards = {}

    def certificate(acts):
        with acts.window_at(DeskKind.PROVIDER) as (player, window, desk):
            clerk = Clerk(player, window, desk, acts.who)
            clerk.call_next()
            clerk.identify()
            clerk.scan_documents()
            clerk.fill_application()
            for card in window.findChild(CasePage).findChildren(RadioCard):
                cards[card.accessibleName()] = card.accessibleDescription()
            clerk.scan_signed()
            clerk.issue()
            acts.stage.note_outcome(clerk.finish(), desk)

    stage.play(certificate, applicant("certificate", language))

    assert stage.outcome.state == "handed_over"
    refuse = next(r for r in pack.outcomes[DeskKind.PROVIDER] if r.code is Outcome.REFUSE)
    assert cards[refuse.title.text(language)] == refuse.subtitle.text(language)
    paper = words_of(stage.outcome.papers[-1])
    assert joined(pack.papers.basis.text(language)) in paper
    others = [other for other in PACKS.values() if other is not pack]
    assert all(joined(other.papers.basis.text(language)) not in paper for other in others)
