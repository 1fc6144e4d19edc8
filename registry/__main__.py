"""The registry's commands: serve, and seed with invented people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from registry.api import Registry, create_app, utc_now
from registry.causes import cause_of
from registry.database import Database
from registry.database_urls import sqlite_file
from registry.files import FileFolder
from registry.serving import serve
from registry.settings import Settings, UsageError, read_settings

_WRONG_USAGE = 2
_OUTSIDE_FAILED = 3


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status."""
    try:
        settings = read_settings(arguments, os.environ)
    except UsageError as error:
        return _complain(str(error), _WRONG_USAGE)
    try:
        return _run(settings)
    except (OSError, SQLAlchemyError, CommandError) as error:
        cause = cause_of(error, settings.database_url)
        return _complain(f"the registry cannot work: {cause}", _OUTSIDE_FAILED)


def _run(settings: Settings) -> int:
    _tell_missing_folder(settings.database_url)
    database = Database(settings.database_url)
    if settings.seed_people is not None:
        return _seed(database, settings, settings.seed_people)
    registry = Registry(database, FileFolder(settings.files), settings.token, dict(settings.tokens))
    serve(create_app(registry), settings)
    return 0


def _tell_missing_folder(database_url: str) -> None:
    """Tell of a folder that the database will get: its name may have been mistyped."""
    file = sqlite_file(database_url)
    if file is not None and not file.parent.exists():
        sys.stderr.write(f"a new folder for the database: {file.parent}\n")


def _seed(database: Database, settings: Settings, count: int) -> int:
    from registry.seeding import seed

    people = seed(
        database,
        count=count,
        now=utc_now(),
        intake_office=settings.intake_office,
        decision_office=settings.decision_office,
        pack_id=settings.seed_pack,
    )
    database.close()
    sys.stdout.write(f"{json.dumps({'people': people})}\n")
    return 0


def _complain(text: str, status: int) -> int:
    sys.stderr.write(f"{text}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
