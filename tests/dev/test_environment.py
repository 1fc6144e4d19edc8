"""The environment that dev.py keeps, and what a start costs when it is there."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dev


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "run.lock"
    path.write_bytes(b"somepackage==1.0 \\\n    --hash=sha256:00\n")
    return path


def mark_installed(lock: Path, environment: Path) -> None:
    environment.mkdir(exist_ok=True)
    dev.marker_of(lock, environment).write_text(dev.lock_hash(lock), "ascii")


def test_an_environment_without_a_mark_is_not_installed(lock: Path, tmp_path: Path) -> None:
    assert not dev.is_installed(lock, tmp_path / ".venv")


def test_a_marked_environment_is_installed_until_the_lock_changes(
    lock: Path, tmp_path: Path
) -> None:
    environment = tmp_path / ".venv"
    mark_installed(lock, environment)
    assert dev.is_installed(lock, environment)

    lock.write_bytes(lock.read_bytes().replace(b"1.0", b"1.1"))

    assert not dev.is_installed(lock, environment)


def test_line_ends_of_windows_do_not_make_another_lock(lock: Path) -> None:
    before = dev.lock_hash(lock)

    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))

    assert dev.lock_hash(lock) == before


@pytest.mark.parametrize(
    ("version", "suitable"),
    [((3, 10), False), ((3, 11), True), ((3, 12), True), ((3, 13), True), ((3, 14), False)],
)
def test_python_3_11_to_3_13_are_suitable(version: tuple[int, int], suitable: bool) -> None:
    assert dev.is_suitable(version) is suitable


def test_no_suitable_python_on_the_path_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(dev.CannotGoOnError, match=r"Python 3\.11, 3\.12 or 3\.13 is needed"):
        dev.find_suitable_python()


def test_dev_uses_the_standard_library_only() -> None:
    tree = ast.parse(Path(dev.__file__).read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names


def test_a_second_start_installs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Print what the set-up of a second start costs; the figure is a goal, not a threshold."""
    script = (
        "import time, dev; start = time.perf_counter(); dev.prepare('run');"
        "print(f'{time.perf_counter() - start:.3f}')"
    )
    first = subprocess.run([sys.executable, "-c", script], cwd=dev.ROOT, capture_output=True)
    second = subprocess.run(
        [sys.executable, "-c", script], cwd=dev.ROOT, capture_output=True, text=True
    )

    assert first.returncode == second.returncode == 0
    assert second.stderr == ""
    with capsys.disabled():
        sys.stdout.write(f"\nset-up of a second start: {float(second.stdout):.3f} s\n")
