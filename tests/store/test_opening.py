"""A store opens for its key and one program; anything else is refused with its reason."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desk_app.domain.audit import first_broken
from desk_app.errors import StoreError
from desk_app.store import engine as sql
from desk_app.store import opening
from desk_app.store.lock import try_lock
from desk_app.store.opening import (
    OpenStore,
    create_store,
    database_path,
    lock_path,
    new_store_key,
    open_store,
    open_store_for_reading,
)
from tests.store.builders import IINS, audit_event, invented_case

BIT_FLIPS = 60


def refusal(home: Path, key: bytes) -> str:
    with pytest.raises(StoreError) as refused:
        open_store(home, key)
    free = try_lock(lock_path(home))
    assert free is not None
    free.release()
    return refused.value.code


@pytest.fixture
def closed(opened: OpenStore, home: Path) -> Path:
    with opened.store.unit() as unit:
        for iin in IINS:
            unit.cases.save(invented_case(iin=iin))
            unit.audit.append(audit_event())
    opened.close()
    return home


def test_the_file_is_encrypted_and_for_this_user_only(closed: Path) -> None:
    path = database_path(closed)

    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert path.parent.stat().st_mode & 0o077 == 0


def test_another_key_is_a_wrong_key(closed: Path) -> None:
    assert refusal(closed, new_store_key()) == "store.wrong_key"


@pytest.mark.parametrize("destroyed_bytes", [1, 16, 4096, 10_000])
def test_a_destroyed_head_is_damage_to_its_key_and_a_wrong_key_to_another(
    closed: Path, key: bytes, destroyed_bytes: int
) -> None:
    path = database_path(closed)
    content = path.read_bytes()
    destroyed = bytes(byte ^ 0xFF for byte in content[:destroyed_bytes])
    path.write_bytes(destroyed + content[destroyed_bytes:])

    assert refusal(closed, key) == "store.corrupt"
    assert refusal(closed, new_store_key()) == "store.wrong_key"


def test_a_plain_database_in_its_place_is_foreign(closed: Path, key: bytes) -> None:
    database_path(closed).write_bytes(b"SQLite format 3\x00".ljust(4096, b"\x00"))

    assert refusal(closed, key) == "store.foreign"


@pytest.mark.parametrize("content", [b"a text somebody put here", b"x" * 10_000])
def test_any_other_file_in_its_place_is_not_opened(closed, key, content: bytes) -> None:
    database_path(closed).write_bytes(content)

    assert refusal(closed, key) in {"store.foreign", "store.wrong_key"}


def test_a_damaged_first_page_is_corrupt_and_not_a_wrong_key(closed: Path, key: bytes) -> None:
    content = bytearray(database_path(closed).read_bytes())
    content[100] ^= 1
    database_path(closed).write_bytes(content)

    assert refusal(closed, key) == "store.corrupt"


def test_a_missing_store_and_a_missing_file_are_told(home: Path, key: bytes) -> None:
    with pytest.raises(StoreError, match=r"store\.missing"):
        open_store(home, key)

    create_store(home, key).close()
    database_path(home).unlink()
    assert refusal(home, key) == "store.missing"


def test_a_flipped_bit_anywhere_is_noticed(closed: Path, key: bytes, tmp_path: Path) -> None:
    whole = database_path(closed).read_bytes()
    chance = random.Random(20261125)
    for position in (chance.randrange(len(whole) * 8) for _ in range(BIT_FLIPS)):
        content = bytearray(whole)
        content[position // 8] ^= 1 << position % 8
        database_path(closed).write_bytes(content)

        with pytest.raises(StoreError, match=r"store\.corrupt"):
            opening.require_whole(closed, key)


def test_an_untouched_store_is_whole(closed: Path, key: bytes) -> None:
    opening.require_whole(closed, key)


def test_a_second_window_is_refused_and_may_read(opened: OpenStore, home: Path, key: bytes) -> None:
    with pytest.raises(StoreError, match=r"store\.in_use"):
        open_store(home, key)

    beside = open_store_for_reading(home, key)
    with opened.store.unit() as unit:
        unit.notes.put("name", "text")
    with beside.store.reading() as unit:
        assert unit.notes.get("name") == "text"
    with pytest.raises(StoreError, match=r"store\.in_use"):
        beside.store.unit()
    beside.close()


def test_a_second_process_is_refused_and_its_death_frees_the_store(home: Path, key: bytes) -> None:
    create_store(home, key).close()
    program = """if True:
        import pathlib, sys
        from desk_app.store.lock import lock
        held = lock(pathlib.Path(sys.argv[1]))
        print("held", flush=True)
        sys.stdin.read()
    """
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(lock_path(home))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match=r"store\.in_use"):
            open_store(home, key)
        holder.kill()

    open_store(home, key).close()


def test_a_store_that_was_half_made_is_made_anew(home: Path, key: bytes) -> None:
    unfinished = home / "store.new"
    unfinished.mkdir(parents=True)
    (unfinished / "desk.db").write_bytes(b"torn")

    opened = create_store(home, key)

    with opened.store.reading() as unit:
        assert first_broken(unit.audit.entries()) is None
    assert not unfinished.exists()
    opened.close()


def test_a_wrong_key_writes_nothing_to_standard_error(closed, key, capfd) -> None:
    refusal(closed, new_store_key())
    content = bytearray(database_path(closed).read_bytes())
    content[100] ^= 1
    database_path(closed).write_bytes(content)
    refusal(closed, key)

    assert capfd.readouterr() == ("", "")


def test_no_planted_name_or_iin_is_readable_in_any_file(home, key, capfd) -> None:
    surname, iin = "Жасырынова", IINS[3]
    opened = create_store(home, key)
    with opened.store.unit() as unit:
        case = invented_case(surname=surname, iin=iin)
        unit.cases.save(case)
    opened.scans.put(f"{surname} {iin.digits}".encode() * 50)

    def files() -> list[Path]:
        return [path for path in home.rglob("*") if path.is_file()]

    assert any(path.name.endswith("-wal") and path.stat().st_size for path in files())
    copied = home.parent / "while open"
    shutil.copytree(home, copied)
    opened.close()
    planted = [
        text.encode(encoding)
        for text in (surname, surname.casefold(), "жасырынова", iin.digits, iin.grouped())
        for encoding in ("utf-8", "utf-16-le", "cp1251")
        if text.isascii() or encoding != "cp1251" or "ұ" not in text
    ]
    for path in [*files(), *(p for p in copied.rglob("*") if p.is_file())]:
        content = path.read_bytes()
        assert not [text for text in planted if text in content or text in str(path).encode()]
    assert capfd.readouterr() == ("", "")


def test_a_folder_in_the_place_of_the_file_is_missing(closed: Path, key: bytes) -> None:
    database_path(closed).unlink()
    database_path(closed).mkdir()

    assert refusal(closed, key) == "store.missing"


def test_a_store_in_a_folder_that_is_gone_cannot_be_made(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(StoreError, match=r"store\.cannot_open"):
        sql.create_database(tmp_path / "gone" / "desk.db", key)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"store\.io"):
        create_store(tmp_path / "file" / "home", key)


def test_a_store_key_of_another_length_is_a_mistake_of_ours(closed: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(closed, b"short")


def test_a_newer_store_is_not_read_beside_its_window(closed: Path, key: bytes) -> None:
    engine = sql.open_writer(database_path(closed), key)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    engine.dispose()

    with pytest.raises(StoreError, match=r"store\.newer_schema"):
        open_store_for_reading(closed, key)
