"""The locks: hashed, without addresses, complete, and free to be shipped."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tracked import ROOT

LOCKS = ("run", "dev")
# Their metadata names no licence; read in the distributed files: zlib, and SQLCipher's BSD.
LICENCE_READ_BY_HAND = {"sqlcipher3": "Zlib AND BSD-3-Clause"}


def lock_text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")


def locked_versions(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock_text(name), re.MULTILINE))


def declared_requirements() -> dict[str, list[Requirement]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = [
        *config["project"]["dependencies"],
        *config["project"]["optional-dependencies"]["registry"],
        *config["dependency-groups"]["build"],
    ]
    dev = [*run, *config["dependency-groups"]["dev"]]
    return {"run": list(map(Requirement, run)), "dev": list(map(Requirement, dev))}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    assert (
        re.findall(r"\w+://\S+|^\s*--(?!hash=)\S+|^-\w.*| @ ", lock_text(name), re.MULTILINE) == []
    )


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", lock_text(name).strip())

    assert len(entries) == len(locked_versions(name))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_a_fitting_version_of_everything_declared(name: str) -> None:
    locked = locked_versions(name)

    for requirement in declared_requirements()[name]:
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_the_development_lock_contains_the_run_lock() -> None:
    assert locked_versions("run").items() <= locked_versions("dev").items()


def licence_of(name: str) -> str:
    found = metadata.metadata(name)
    fields = ("License-Expression", "License", "Classifier")
    stated = [text for field in fields for text in found.get_all(field) or []]
    about_licence = [text for text in stated if "::" not in text or text.startswith("License ::")]
    return next(filter(None, about_licence), LICENCE_READ_BY_HAND.get(name, ""))


def may_be_shipped(licence: str) -> bool:
    """Tell whether at least one of the licences offered is not GPL or AGPL."""
    alternatives = re.split(r"\bOR\b", licence)
    return any(
        text.strip() and not re.search(r"(?<!L)GPL|\bGNU General", text) for text in alternatives
    )


def test_nothing_shipped_is_bound_to_gpl_or_agpl() -> None:
    installed = {found.metadata["Name"] for found in metadata.distributions()}
    shipped = locked_versions("run").keys() & set(map(canonicalize_name, installed))

    assert len(shipped) > len(declared_requirements()["run"])
    assert {
        name: licence_of(name) for name in shipped if not may_be_shipped(licence_of(name))
    } == {}


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0", "GNU General Public License v2", ""]
)
def test_a_licence_that_binds_or_is_unknown_would_be_found(licence: str) -> None:
    assert not may_be_shipped(licence)


@pytest.mark.parametrize("licence", ["LGPL-3.0-only OR GPL-2.0-only", "MIT", "MPL-2.0"])
def test_a_licence_that_leaves_a_free_choice_passes(licence: str) -> None:
    assert may_be_shipped(licence)
