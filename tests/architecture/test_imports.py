"""The dependency rule of the house, and that breaking it is noticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program is not None
    return subprocess.run(
        [program, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("desk_app", "ui", "registry"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def test_the_contracts_are_kept() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("desk_app/domain/planted.py", "import sqlalchemy", "the core touches nothing outside"),
        ("desk_app/domain/planted.py", "import desk_app.services", "layers"),
        ("desk_app/services/planted.py", "import desk_app.store", "layers"),
        ("desk_app/store/planted.py", "import desk_app.sync", "layers"),
        ("ui/views/planted.py", "import desk_app.printing", "layers"),
        ("ui/presenters/planted.py", "import PySide6.QtCore", "the core touches nothing outside"),
        ("desk_app/sync/planted.py", "import registry", "the desk never imports the registry"),
        ("registry/planted.py", "import desk_app.store", "the registry shares domain and wire"),
    ],
)
def test_a_planted_violation_is_reported(
    copied_house: Path, file: str, line: str, contract: str
) -> None:
    (copied_house / file).write_text(f"{line}\n", "utf-8")

    result = lint_imports(copied_house)

    assert result.returncode == 1
    assert any(
        report.startswith(contract) and report.endswith("BROKEN")
        for report in result.stdout.splitlines()
    )


def test_every_module_of_the_desk_has_its_layer() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(found["layers"] for found in contracts if found["type"] == "layers")
    placed = {
        name.strip(" ()\n")
        for layer in layers
        for part in layer.split("|")
        for name in part.split(":")
    }
    modules = {
        f"desk_app.{path.stem}"
        for path in (ROOT / "desk_app").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.stem != "__init__"
    }

    assert modules <= placed


def test_the_core_uses_the_standard_library_only() -> None:
    """Import the whole domain where nothing but the standard library can be found."""
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "desk_app" / "domain").glob("*.py")
    )
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    script += "".join(f"import {module}\n" for module in modules if not module.endswith("__init__"))

    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True
    )

    assert result.returncode == 0, result.stderr
