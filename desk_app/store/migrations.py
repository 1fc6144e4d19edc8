"""The schema, step by step: all steps to the newest run in one transaction, after a backup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine

from desk_app.domain.handing_over import hand_over_office, unprinted_papers
from desk_app.errors import StoreError
from desk_app.ports.store import Scans
from desk_app.store import engine as sql
from desk_app.store.durable import disk_errors, make_folder, move_into
from desk_app.store.wholeness import is_whole
from desk_app.wire import decode_case

Migration = Callable[[Connection, Scans], None]

_VERSION_1 = (
    """CREATE TABLE cases (
        row_id INTEGER PRIMARY KEY,
        application_id BLOB NOT NULL UNIQUE,
        state TEXT NOT NULL,
        number TEXT NOT NULL,
        temporary_number TEXT NOT NULL,
        certificate_number TEXT NOT NULL,
        full_name TEXT NOT NULL,
        iin TEXT,
        opened_at INTEGER NOT NULL,
        accepted_at INTEGER,
        due_on TEXT,
        held_reason TEXT NOT NULL,
        held_at INTEGER,
        operator TEXT NOT NULL,
        delivered_at INTEGER,
        words TEXT NOT NULL,
        payload BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX cases_by_state ON cases (state)",
    "CREATE INDEX cases_by_iin ON cases (iin) WHERE iin IS NOT NULL",
    "CREATE INDEX cases_by_number ON cases (number) WHERE number <> ''",
    "CREATE INDEX cases_by_temporary ON cases (temporary_number) WHERE temporary_number <> ''",
    """CREATE INDEX cases_by_certificate ON cases (certificate_number)
        WHERE certificate_number <> ''""",
    # Only which case has which word is kept; ranking needs more and costs 150 ms at a million.
    # The words come folded by the domain, so the tokenizer must not have ideas of its own.
    """CREATE VIRTUAL TABLE case_words USING fts5 (
        words, content = '', contentless_delete = 1, detail = none,
        prefix = '1 2 3', tokenize = 'ascii'
    )""",
    """CREATE TABLE visits (
        visit_id BLOB PRIMARY KEY,
        called_at INTEGER NOT NULL,
        is_open INTEGER NOT NULL,
        payload BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX visits_by_call ON visits (called_at)",
    "CREATE INDEX visits_open ON visits (called_at) WHERE is_open = 1",
    """CREATE TABLE tickets (
        ticket_id TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        issued_at INTEGER NOT NULL,
        source TEXT NOT NULL,
        label TEXT NOT NULL,
        priority INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE papers (
        paper_id BLOB PRIMARY KEY,
        application_id BLOB NOT NULL,
        content BLOB NOT NULL
    ) STRICT""",
    """CREATE TRIGGER papers_never_change BEFORE UPDATE ON papers
        BEGIN SELECT RAISE(ABORT, 'a stored paper never changes'); END""",
    """CREATE TABLE outbox (
        device_sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id BLOB NOT NULL UNIQUE,
        application_id BLOB NOT NULL,
        sequence INTEGER NOT NULL,
        kind TEXT NOT NULL,
        payload BLOB NOT NULL,
        files BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        next_attempt_at INTEGER,
        last_error TEXT NOT NULL,
        sent_at INTEGER,
        acknowledged_at INTEGER,
        parked_reason TEXT NOT NULL,
        UNIQUE (application_id, sequence)
    ) STRICT""",
    """CREATE INDEX outbox_waiting ON outbox (application_id, sequence)
        WHERE acknowledged_at IS NULL""",
    """CREATE INDEX outbox_in_order ON outbox (device_sequence) WHERE acknowledged_at IS NULL""",
    """CREATE TRIGGER outbox_events_never_change BEFORE UPDATE OF message_id, application_id,
        sequence, kind, payload, files, created_at ON outbox
        BEGIN SELECT RAISE(ABORT, 'an event never changes'); END""",
    """CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        operator TEXT NOT NULL,
        kind TEXT NOT NULL,
        application_id BLOB,
        details BLOB NOT NULL,
        previous_hash TEXT NOT NULL,
        entry_hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the journal never changes'); END""",
    """CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the journal never shrinks'); END""",
    "CREATE TABLE operators (login TEXT PRIMARY KEY, payload BLOB NOT NULL) STRICT",
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    "CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
)


def _first_schema(connection: Connection, _: Scans) -> None:
    for statement in _VERSION_1:
        connection.exec_driver_sql(statement)


_VERSION_2 = (
    "ALTER TABLE cases ADD COLUMN has_unprinted_papers INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE cases ADD COLUMN hand_over_office TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX cases_unprinted ON cases (row_id) WHERE has_unprinted_papers = 1",
    """CREATE INDEX cases_to_hand_over ON cases (hand_over_office, row_id)
        WHERE hand_over_office <> ''""",
)


def _print_and_hand_over_lists(connection: Connection, _: Scans) -> None:
    """Let the lists of papers to print and results to hand over be found without reading all."""
    for statement in _VERSION_2:
        connection.exec_driver_sql(statement)
    for row_id, payload in connection.exec_driver_sql("SELECT row_id, payload FROM cases"):
        case = decode_case(payload)
        connection.exec_driver_sql(
            "UPDATE cases SET has_unprinted_papers = ?, hand_over_office = ? WHERE row_id = ?",
            (bool(unprinted_papers(case)), hand_over_office(case), row_id),
        )


def _papers_among_the_scans(connection: Connection, scans: Scans) -> None:
    """Put papers that lay in a table of their own where all papers lie: among the files."""
    # Files go first: a crash leaves a file more than is needed, and the table as it was.
    for (content,) in connection.exec_driver_sql("SELECT content FROM papers"):
        scans.put(content)
    connection.exec_driver_sql("DROP TABLE papers")


MIGRATIONS: tuple[Migration, ...] = (
    _first_schema,
    _print_and_hand_over_lists,
    _papers_among_the_scans,
)


def schema_version(connection: Connection) -> int:
    """Return the version of the schema the file holds; 0 is an empty file."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def require_current(engine: Engine, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Make sure that the file has exactly the schema this program reads.

    Raises:
        StoreError: `store.newer_schema` or `store.older_schema`.
    """
    with engine.connect() as connection:
        version = schema_version(connection)
    _refuse_newer(version, migrations)
    if version < len(migrations):
        raise StoreError("store.older_schema", found=version, known=len(migrations))


def migrate(
    engine: Engine,
    path: Path,
    key: bytes,
    *,
    backups: Path,
    scans: Scans,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Bring the file to the newest schema: all steps or none, after a verified copy of the file.

    Args:
        engine: Of the file at `path`.
        path: The database file.
        key: Of the file; the copy has the same one.
        backups: Folder for the copy; an empty file is not copied.
        scans: The store's files, which a step may add to.
        migrations: Step n leads from version n to n + 1.

    Raises:
        StoreError: `store.newer_schema`, `store.backup_damaged`, or the disk failed.
    """
    with engine.connect() as connection:
        version = schema_version(connection)
    _refuse_newer(version, migrations)
    if version == len(migrations):
        return
    if version:
        copy_database(path, key, backups / f"before-schema-{len(migrations)}.db")
    with engine.begin() as connection:
        for step in migrations[version:]:
            step(connection, scans)
        connection.exec_driver_sql(f"PRAGMA user_version = {len(migrations)}")


def copy_database(path: Path, key: bytes, target: Path) -> None:
    """Write a verified encrypted copy of a database under its own name, durably.

    Raises:
        StoreError: `store.backup_damaged` if the copy does not read back whole, or the disk
            failed; nothing half-written stays to fill it up.
    """
    temporary = target.with_name(f"{target.name}.new")
    with disk_errors():
        make_folder(target.parent)
        _remove(temporary)
    try:
        _copy(path, key, temporary)
        with disk_errors():
            move_into(temporary, target)
    except BaseException:
        with suppress(OSError):
            _remove(temporary)
        raise


def _copy(path: Path, key: bytes, copy_path: Path) -> None:
    sql.create_database(copy_path, key)
    with (
        sql.database_errors(copy_path),
        closing(sql.connect(path, key)) as source,
        closing(sql.connect(copy_path, key)) as copy,
    ):
        source.backup(copy, progress=sql.raise_fault_of_copying)
        # In WAL mode the pages may lie beside the file; the copy has to be one file.
        copy.execute("PRAGMA journal_mode = DELETE")
        if not is_whole(copy):
            raise StoreError("store.backup_damaged")


def _remove(database: Path) -> None:
    """Delete a database with what may lie beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)


def _refuse_newer(version: int, migrations: Sequence[Migration]) -> None:
    if version > len(migrations):
        raise StoreError("store.newer_schema", found=version, known=len(migrations))
