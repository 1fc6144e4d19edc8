from datetime import date

from desk_app.commands.packs import packs_report
from tests.packs.folders import SHIPPED, altered, copied_packs

TODAY = date(2026, 11, 25)


def test_the_report_says_what_is_in_force_and_what_replaced_the_rest():
    old, new = packs_report(SHIPPED, TODAY)["packs"]

    assert (old["pack"], old["check"], old["validity"]) == ("KZ-LIR-2020", "ok", "expired")
    assert old["replaced_by"] == "KZ-LIR-2023"
    assert old["replaced_note"]["kk"]
    assert (new["pack"], new["validity"], new["replaced_note"]) == ("KZ-LIR-2023", "in_force", None)


def test_the_report_counts_what_a_lawyer_has_to_check():
    for pack in packs_report(SHIPPED, TODAY)["packs"]:
        assert pack["to_be_checked"] == len(pack["lawyer_list"])
        assert {"path": "grounds.G3", "provenance": "B"} in pack["lawyer_list"]


def test_the_report_says_what_each_edition_calls_the_centre():
    old, new = packs_report(SHIPPED, TODAY)["packs"]

    assert old["card"]["centre"]["ru"] == "центр занятости населения"
    assert new["card"]["centre"]["ru"] == "карьерный центр"
    assert old["card"]["term"]["kk"] == "1 (бір) жұмыс күні"


def test_a_broken_pack_is_reported_beside_a_whole_one(tmp_path):
    folder = copied_packs(tmp_path)
    altered(folder / "KZ-LIR-2023.toml", "valid_from", "valid_since")

    old, new = packs_report(folder, TODAY)["packs"]

    assert old["check"] == "ok"
    assert (new["pack"], new["check"], new["code"]) == ("KZ-LIR-2023", "broken", "pack.broken")
    assert (new["path"], new["problem"]) == ("valid_since", "unknown_key")
