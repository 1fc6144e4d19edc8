"""The self-test: green on a whole program, and honest about one that is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace

import dev
from desk_app.commands.invocation import Invocation
from desk_app.commands.self_test import _check
from desk_app.errors import StoreError
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts


def test_everything_is_started_done_and_opened_again():
    environ = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    ran = subprocess.run(
        [sys.executable, "-m", "desk_app", "--self-test"],
        cwd=dev.ROOT, env=environ, capture_output=True,
    )  # fmt: skip

    answer = json.loads(ran.stdout)
    assert [check for check in answer["checks"] if check["state"] != "ok"] == []
    assert {check["name"] for check in answer["checks"]} == {
        "rules", "papers", "case", "exchange", "store",
    }  # fmt: skip
    assert (ran.returncode, answer["verdict"], ran.stderr) == (0, "passed", b"")


def test_a_check_that_fails_says_what_and_leaves_a_report(tmp_path):
    call = Invocation(
        Namespace(home=str(tmp_path)), load_texts(shipped_folder("resources") / "texts")
    )

    def broken() -> str:
        raise StoreError("store.corrupt")

    checked = _check("store", broken, call)

    assert (checked.holds, checked.found) == (False, "store.corrupt")
    assert len(list((tmp_path / "logs").iterdir())) == 1
