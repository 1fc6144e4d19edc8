"""Files appear in pieces; only whole ones are taken, and none is lost or taken twice."""

from __future__ import annotations

import io
import os
import random

import pikepdf
import pytest

from desk_app.devices.watched_folder import Arrival, BadFile, WatchedFolder
from desk_app.errors import DeviceError
from tests.devices.pictures import pdf_of, saved, sheet

SETTLE, PATIENCE = 3.0, 60.0


class Watch:
    """A watched folder with a clock that the test turns."""

    def __init__(self, path) -> None:
        self.path = path
        self.now = 0.0
        self.folder = WatchedFolder(path, settle_seconds=SETTLE, patience_seconds=PATIENCE)

    def after(self, seconds: float) -> list[Arrival | BadFile]:
        self.now += seconds
        return list(self.folder.poll(self.now))

    def settled(self) -> list[Arrival | BadFile]:
        """What comes once every present file stood still."""
        return [*self.after(0), *self.after(SETTLE)]


@pytest.fixture
def watch(tmp_path):
    return Watch(tmp_path)


def small_pdf(*seeds: int) -> bytes:
    return pdf_of(*(sheet((200, 280), seed=seed) for seed in seeds))


def test_a_file_is_taken_once_when_it_stood_still(watch):
    (watch.path / "scan.pdf").write_bytes(small_pdf(1, 2))

    assert watch.after(0) == []
    assert watch.after(SETTLE - 0.1) == []
    (arrival,) = watch.after(0.1)
    assert (len(arrival.pages), arrival.version) == (2, 1)
    assert watch.after(100) == []


def test_the_file_stays_until_the_store_has_acknowledged_it(watch):
    file = watch.path / "scan.pdf"
    file.write_bytes(small_pdf(1))
    (arrival,) = watch.settled()

    assert file.exists()
    assert watch.folder.acknowledge(arrival)
    assert not file.exists()
    assert not watch.folder.acknowledge(arrival)


def test_an_unacknowledged_file_comes_again_after_a_restart_as_the_same_intake(watch):
    (watch.path / "scan.pdf").write_bytes(small_pdf(1))
    (before,) = watch.settled()

    (after,) = Watch(watch.path).settled()

    assert after == before


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "TIFF"])
def test_a_writer_that_stalls_longer_than_the_waiting_time_is_never_interrupted(watch, kind):
    whole = small_pdf(1, 2) if kind == "PDF" else saved(sheet((200, 280)), kind)
    chance = random.Random(kind)
    cuts = sorted(chance.sample(range(1, len(whole) - 12), 12))
    found = []

    with (watch.path / "scan").open("wb") as file:
        for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
            file.write(whole[start:end])
            file.flush()
            if end < len(whole):
                found += watch.after(SETTLE + 1) + watch.after(SETTLE + 1)

    assert found == []
    assert len(watch.settled()) == 1


def test_a_file_that_never_becomes_whole_is_reported_once_and_left(watch):
    file = watch.path / "cut.pdf"
    file.write_bytes(small_pdf(1)[:-600])

    assert watch.settled() == []
    assert watch.after(PATIENCE - SETTLE - 1) == []
    (bad,) = watch.after(1)
    assert (bad.code, bad.name) == ("file.incomplete", "cut.pdf")
    assert watch.after(1000) == []
    assert file.exists()


def test_a_bad_file_that_is_written_anew_gets_a_new_chance(watch):
    file = watch.path / "cut.pdf"
    file.write_bytes(small_pdf(1)[:-600])
    watch.settled()
    watch.after(PATIENCE)

    file.write_bytes(small_pdf(1))

    assert [type(found) for found in watch.settled()] == [Arrival]


def test_what_no_waiting_mends_is_reported_as_soon_as_it_stands_still(watch):
    encrypted = io.BytesIO()
    pikepdf.open(io.BytesIO(small_pdf(1))).save(
        encrypted, encryption=pikepdf.Encryption(owner="o", user="u")
    )
    (watch.path / "locked.pdf").write_bytes(encrypted.getvalue())
    (watch.path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(99))
    with (watch.path / "film.bin").open("wb") as file:
        file.truncate(26 * 1024 * 1024)

    codes = {found.code for found in watch.settled()}

    assert codes == {"file.encrypted", "file.heic", "file.too_large"}


def test_files_of_the_system_links_and_unfinished_names_are_left_alone(watch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.pdf"
    elsewhere.write_bytes(small_pdf(1))
    (watch.path / "link.pdf").symlink_to(elsewhere)
    (watch.path / "folder.pdf").mkdir()
    for name in ("Thumbs.db", "desktop.ini", ".hidden.pdf", "~$scan.pdf", "scan.pdf.part"):
        (watch.path / name).write_bytes(small_pdf(1))
    os.mkfifo(watch.path / "pipe.pdf")

    assert watch.settled() == []
    assert watch.after(PATIENCE) == []


def test_a_file_renamed_into_place_is_taken_under_its_final_name(watch):
    unfinished = watch.path / "scan.pdf.part"
    unfinished.write_bytes(small_pdf(1))
    assert watch.settled() == []

    unfinished.rename(watch.path / "scan.pdf")

    assert [found.name for found in watch.settled()] == ["scan.pdf"]


def test_renaming_a_taken_file_does_not_take_it_twice(watch):
    (watch.path / "scan.pdf").write_bytes(small_pdf(1))
    watch.settled()

    (watch.path / "scan.pdf").rename(watch.path / "scan (1).pdf")

    assert watch.settled() == []


def test_a_pdf_that_grew_is_a_new_version_of_the_same_intake(watch):
    file = watch.path / "scan.pdf"
    file.write_bytes(small_pdf(1))
    (first,) = watch.settled()

    file.write_bytes(small_pdf(1, 2))

    assert not watch.folder.acknowledge(first)
    assert file.exists()
    (second,) = watch.settled()
    assert (second.intake_id, second.version) == (first.intake_id, 2)
    assert second.pages[:1] == first.pages
    assert watch.folder.acknowledge(second)


def test_a_pdf_written_again_with_a_further_page_after_it_was_removed_is_a_version_too(watch):
    file = watch.path / "scan.pdf"
    file.write_bytes(small_pdf(1))
    (first,) = watch.settled()
    watch.folder.acknowledge(first)

    file.write_bytes(small_pdf(1, 2))

    (second,) = watch.settled()
    assert (second.intake_id, second.version) == (first.intake_id, 2)


def test_a_name_used_again_for_other_pages_is_another_document(watch):
    file = watch.path / "scan0001.pdf"
    file.write_bytes(small_pdf(1))
    (first,) = watch.settled()
    watch.folder.acknowledge(first)

    file.write_bytes(small_pdf(3, 2))

    (second,) = watch.settled()
    assert second.intake_id != first.intake_id
    assert second.version == 1


def test_files_come_in_the_order_they_were_written_and_one_at_a_time(watch):
    for index, name in enumerate(("b.png", "c.png", "a.png")):
        (watch.path / name).write_bytes(saved(sheet((50, 50), seed=index), "PNG"))
        os.utime(watch.path / name, (1000 + index, 1000 + index))
    watch.after(0)

    coming = watch.folder.poll(SETTLE)
    first = next(coming)
    (watch.path / "c.png").unlink()

    assert [found.name for found in (first, *coming)] == ["b.png", "a.png"]


def test_a_file_that_changes_after_the_look_at_the_folder_is_not_taken(watch):
    for name in ("a.png", "b.png"):
        (watch.path / name).write_bytes(saved(sheet((50, 50)), "PNG"))
        os.utime(watch.path / name, (1000, 1000))
    watch.after(0)
    coming = watch.folder.poll(SETTLE)

    first = next(coming)
    (watch.path / "b.png").write_bytes(saved(sheet((60, 60)), "PNG"))

    assert [found.name for found in (first, *coming)] == ["a.png"]


def test_a_folder_that_is_gone_is_named(tmp_path):
    with pytest.raises(DeviceError, match=r"folder\.unreachable"):
        Watch(tmp_path / "unplugged").after(0)


def test_names_of_files_stay_out_of_logs(watch):
    (watch.path / "Ivanov.pdf").write_bytes(small_pdf(1))
    (watch.path / "Petrov.pdf").write_bytes(b"nothing")

    found = [*watch.settled(), *watch.after(PATIENCE)]

    assert len(found) == 2
    assert "Ivanov" not in repr(found)
    assert "Petrov" not in repr(found)


def test_an_arrival_is_held_until_somebody_takes_or_changes_the_file(watch):
    file = watch.path / "scan.pdf"
    file.write_bytes(small_pdf(1))
    (arrival,) = watch.settled()
    held = [watch.folder.holds(arrival)]

    file.write_bytes(small_pdf(1, 2))
    held.append(watch.folder.holds(arrival))
    file.unlink()
    held.append(watch.folder.holds(arrival))

    assert held == [True, False, False]
