#!/usr/bin/env python3
"""The one entry point for people and machines that work on the desk; standard library only.

python3 dev.py run [...]      open the desk in a demo office (without a display: play a case)
python3 dev.py test [...]     run the tests; further words go to pytest
python3 dev.py check [GATE]   every gate: format lint types imports coverage tests build
python3 dev.py bench [...]    print the benchmark table
python3 dev.py build          make the packaged program and run its self-test
python3 dev.py app [...]      run `desk-app` with the words given

On Windows the command is `py dev.py ...`. Exit status: that of the program called; 2 wrong
usage or an unsuitable Python; 3 something outside is missing (the message says what to do).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
# The packaged program takes along what a screen needs, so it must be there to be taken.
BUILD_PURPOSES = ("build", "x11", "wayland")
DECIDING_TESTS = (
    "tests/domain",
    "tests/services",
    "tests/packs",
    "tests/sync",
    "tests/devices/test_simulated.py",
    "tests/devices/test_printers.py",
)
WRONG_USAGE, OUTSIDE_FAILED = 2, 3


class CannotGoOnError(Exception):
    """Something outside the checkout is missing; the text says what to do."""


# --- system packages ------------------------------------------------------------------------


class SystemPackage(NamedTuple):
    """A Debian package and what shows that it, or something equal, is there."""

    name: str
    libraries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


def packages_for(purposes: Sequence[str]) -> list[SystemPackage]:
    """Return the packages that `requirements/system.toml` names for these purposes."""
    # Late, because an older Python must get as far as being told that it is too old.
    import tomllib

    table = tomllib.loads((REQUIREMENTS / "system.toml").read_text("utf-8"))
    return [
        SystemPackage(name, tuple(signs.get("libraries", ())), tuple(signs.get("programs", ())))
        for purpose in purposes
        for name, signs in table[purpose].items()
    ]


def display_purposes(environ: Mapping[str, str]) -> list[str]:
    """Return what a window on this screen needs beside the off-screen libraries."""
    signs = {"x11": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
    return [purpose for purpose, variable in signs.items() if environ.get(variable)]


def missing_packages(
    needed: Iterable[SystemPackage], libraries: frozenset[str], programs: frozenset[str]
) -> list[str]:
    """Return the names of the packages of which a library or a program is not there."""
    return [
        package.name
        for package in needed
        if not (libraries.issuperset(package.libraries) and programs.issuperset(package.programs))
    ]


def libraries_in(cache_listing: str) -> frozenset[str]:
    """Return the library names in the output of `ldconfig -p`."""
    lines = (line.split() for line in cache_listing.splitlines())
    return frozenset(words[0] for words in lines if "=>" in words)


def _installed_libraries() -> frozenset[str]:
    ldconfig = find_program("ldconfig")
    if ldconfig is None:
        return frozenset()
    return libraries_in(subprocess.run([ldconfig, "-p"], capture_output=True, text=True).stdout)


def find_program(name: str) -> str | None:
    """Return the path of a system program, of daemons and PostgreSQL's own ones too."""
    # Neither are on an ordinary user's PATH; the newest PostgreSQL comes first.
    postgres_folders = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    folders = [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *postgres_folders]
    return shutil.which(name, path=os.pathsep.join(folders))


def _installed_programs(needed: Iterable[SystemPackage]) -> frozenset[str]:
    names = {name for package in needed for name in package.programs}
    return frozenset(name for name in names if find_program(name))


def install_line(packages: Sequence[str]) -> str:
    """Return the command that a person types to install the packages."""
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def ensure_system_packages(needed: Sequence[SystemPackage]) -> None:
    """Install the missing ones of these packages, or say how.

    Raises:
        CannotGoOnError: Packages are missing and cannot be installed without a password.
    """
    if sys.platform != "linux":
        return
    missing = missing_packages(needed, _installed_libraries(), _installed_programs(needed))
    if _lacks_venv():
        missing.append("python3-venv")
    if missing:
        install_system_packages(missing)


def _lacks_venv() -> bool:
    """Tell whether `.venv` is still to be made and Debian's package for that is not there."""
    if Path(environment_program("python")).exists():
        return False
    # Debian splits `ensurepip`, which `venv` needs, into a package of its own.
    return importlib.util.find_spec("ensurepip") is None


def install_system_packages(missing: Sequence[str]) -> None:
    """Install Debian packages as root or by `sudo -n`.

    Raises:
        CannotGoOnError: Neither is possible, or the installation failed.
    """
    if shutil.which("apt-get") is None:
        raise CannotGoOnError(
            "System parts are missing. Their Debian names, to install by your own package "
            "manager: " + " ".join(missing)
        )
    prefix = _root_prefix()
    if prefix is None:
        raise CannotGoOnError(
            "System packages are missing. Install them and start again:\n  " + install_line(missing)
        )
    say("installing system packages: " + " ".join(missing))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    subprocess.run([*apt, "update"], stdout=sys.stderr)
    install = [*apt, "install", "--no-install-recommends", *missing]
    if subprocess.run(install, stdout=sys.stderr).returncode != 0:
        raise CannotGoOnError("The installation failed. By hand:\n  " + install_line(missing))


def _root_prefix() -> list[str] | None:
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    allowed = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0
    return [sudo, "-n"] if sudo and allowed else None


# --- the environment ------------------------------------------------------------------------


def environment_program(name: str) -> str:
    """Return the path of a program in the environment."""
    if sys.platform == "win32":
        return str(ENVIRONMENT / "Scripts" / f"{name}.exe")
    return str(ENVIRONMENT / "bin" / name)


def lock_hash(lock: Path) -> str:
    """Return the SHA-256 of a lock file, whatever its line ends."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def marker_of(lock: Path, environment: Path) -> Path:
    """Return the file in the environment that says which state of the lock is installed."""
    return environment / f"installed-{lock.stem}"


def is_installed(lock: Path, environment: Path) -> bool:
    """Tell whether the environment holds the lock in its present state."""
    marker = marker_of(lock, environment)
    return marker.is_file() and marker.read_text("ascii").strip() == lock_hash(lock)


def is_suitable(version: tuple[int, int]) -> bool:
    """Tell whether this Python can run the desk."""
    return OLDEST_PYTHON <= version <= NEWEST_PYTHON


def find_suitable_python() -> str:
    """Return the newest Python on the path that can run the desk.

    Raises:
        CannotGoOnError: There is none.
    """
    for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            return found
    raise CannotGoOnError(
        f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]}, "
        "and no other is on the path."
    )


def ensure_environment(lock_name: str) -> None:
    """Make `.venv` hold what the lock names; costs next to nothing when it already does.

    The development lock contains the run lock, so either satisfies `run`.

    Raises:
        CannotGoOnError: The environment cannot be made.
    """
    locks = {name: REQUIREMENTS / f"{name}.lock" for name in ("run", "dev")}
    has_python = Path(environment_program("python")).exists()
    if has_python and is_installed(locks[lock_name], ENVIRONMENT):
        return
    started = time.monotonic()
    if not has_python:
        say("making .venv")
        _must([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    _install(locks[lock_name])
    for name in ("run", "dev") if lock_name == "dev" else ("run",):
        marker_of(locks[name], ENVIRONMENT).write_text(lock_hash(locks[name]), "ascii")
    say(f"environment ready in {time.monotonic() - started:.0f} s")


def _install(lock: Path) -> None:
    say(f"installing {lock.name}")
    uv = shutil.which("uv")
    python = environment_program("python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command = [uv, "pip", "install", "--quiet", "--python", python] if uv else pip
    _must([*command, "--require-hashes", "-r", str(lock)])
    editable = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
    _must([*command, *editable, "-e", str(ROOT)])


def _must(command: Sequence[str]) -> None:
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode != 0:
        raise CannotGoOnError(f"The environment could not be made: {' '.join(command)}")


# --- commands -------------------------------------------------------------------------------


def say(text: str) -> None:
    """Tell the person at the terminal; standard output belongs to the program called."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a window can be shown."""
    if platform != "linux":
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def run_words(words: Sequence[str], *, has_screen: bool) -> list[str]:
    """Return the words for `desk-app` that `dev.py run` stands for."""
    if has_screen:
        return ["--demo", *words]
    return ["play", "standard", "--output", "out", *words]


def _call(program: str, *words: str, offscreen: bool = False) -> int:
    environ = dict(os.environ)
    if offscreen:
        environ["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run([environment_program(program), *words], cwd=ROOT, env=environ).returncode


def prepare(lock_name: str, *purposes: str) -> None:
    """Make everything ready that a command needs before it starts."""
    ensure_system_packages(packages_for(["screen", *purposes]))
    ensure_environment(lock_name)


def run(words: Sequence[str]) -> int:
    """Open the desk in a demo office, or play the standard case where there is no display."""
    has_screen = has_display(sys.platform, os.environ)
    prepare("run", *display_purposes(os.environ))
    if not has_screen:
        say("no display here: playing the standard case off-screen; papers and pictures in out/")
    desk_words = run_words(words, has_screen=has_screen)
    return _call("python", "-m", "desk_app", *desk_words, offscreen=not has_screen)


def app(words: Sequence[str]) -> int:
    """Run `desk-app` with the words given."""
    has_screen = has_display(sys.platform, os.environ)
    prepare("run", *display_purposes(os.environ))
    return _call("python", "-m", "desk_app", *words, offscreen=not has_screen)


def test(words: Sequence[str]) -> int:
    """Run the tests."""
    prepare("dev", "test")
    return _test(words)


def _test(words: Sequence[str]) -> int:
    spread = ["-n", "2", "--dist", "loadfile"]
    return _call("python", "-m", "pytest", *spread, *words, offscreen=True)


def bench(words: Sequence[str]) -> int:
    """Print the benchmark table."""
    prepare("dev", "test")
    return _call("python", "-m", "tests.benchmarks", *words, offscreen=True)


def _format() -> int:
    return _call("ruff", "format", "--check", ".")


def _lint() -> int:
    return _call("ruff", "check", ".")


def _types() -> int:
    return _call("mypy")


def _imports() -> int:
    return _call("lint-imports", "--no-logo")


def _coverage() -> int:
    """Ask for every line and branch of what decides, by its own tests alone."""
    measured = ["--cov=desk_app.domain", "--cov=desk_app.services", "--cov-branch"]
    return _test([*DECIDING_TESTS, *measured, "--cov-fail-under=100", "-q"])


def _build() -> int:
    status = _call("pyinstaller", "--noconfirm", "--log-level", "WARN", "build.spec")
    return status or _self_test(ROOT / "dist" / "desk-app")


def self_test_environment(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return an environment in which nothing of this machine's Python can be found."""
    kept = {name: environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in environ}
    bare = {"PATH": str(home / "empty-path"), "HOME": str(home), "LANG": "C.UTF-8"}
    return {**kept, **bare, "QT_QPA_PLATFORM": "offscreen"}


def _self_test(folder: Path) -> int:
    say("self-test of the packaged program, outside the checkout, without a Python on its path")
    with tempfile.TemporaryDirectory() as scratch:
        elsewhere = Path(scratch)
        shutil.copytree(folder, elsewhere / "desk-app", symlinks=True)
        program = elsewhere / "desk-app" / ("desk-app.exe" if os.name == "nt" else "desk-app")
        environ = self_test_environment(os.environ, elsewhere)
        return subprocess.run([program, "--self-test"], cwd=elsewhere, env=environ).returncode


def _all_tests() -> int:
    return _test([])


GATES: dict[str, Callable[[], int]] = {
    "format": _format,
    "lint": _lint,
    "types": _types,
    "imports": _imports,
    "coverage": _coverage,
    "tests": _all_tests,
    "build": _build,
}


def check(words: Sequence[str]) -> int:
    """Run the gates named, or all, and say at the end which failed."""
    if not GATES.keys() >= set(words):
        say("the gates are: " + " ".join(GATES))
        return WRONG_USAGE
    prepare("dev", "test", *BUILD_PURPOSES)
    names = words or list(GATES)
    failed = [name for name in names if not _passes(name)]
    say("gates failed: " + " ".join(failed) if failed else "gates passed: " + " ".join(names))
    return int(bool(failed))


def _passes(name: str) -> bool:
    say(f"gate: {name}")
    return GATES[name]() == 0


def build(words: Sequence[str]) -> int:
    """Make the packaged program and run its self-test away from the checkout."""
    prepare("dev", *BUILD_PURPOSES)
    return _build()


COMMANDS = {
    "run": run,
    "app": app,
    "test": test,
    "check": check,
    "bench": bench,
    "build": build,
}


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    command = COMMANDS.get(words[0]) if words else None
    if command is None:
        print(__doc__, file=sys.stderr)
        return WRONG_USAGE
    try:
        if not is_suitable(sys.version_info[:2]):
            return subprocess.run([find_suitable_python(), __file__, *words]).returncode
        return command(words[1:])
    except CannotGoOnError as missing:
        say(str(missing))
        return OUTSIDE_FAILED
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
