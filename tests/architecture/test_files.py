"""What may stand in the repository, and what may not."""

from __future__ import annotations

import ast
import re

from tests.architecture.tracked import ROOT, texts, tracked_files

# Some 400 lines are the aim; a test file is one subject with all its cases.
LONGEST_FILE_LINES = {"code": 500, "tests": 700}
TOP_LEVEL = {
    ".ci", ".gitignore", "README.md", "build.spec", "desk_app", "dev.py", "print_templates",
    "pyproject.toml", "registry", "requirements", "resources", "tests", "ui",
}  # fmt: skip
# Put together here, so that this file does not find itself.
MACHINE_PATH = re.compile(
    r"(?<![\w.$}<>-])/(?:wor" + r"k|roo" + r"t|hom" + r"e/\w+|tm" + r"p|opt|mnt|Users/\w+)/\w"
)
WINDOWS_HOME = re.compile(r"[A-Z]:\\+Users\\+\w")
PACKAGE_HOST = re.compile(
    r"py" + r"pi\.org|python" + r"hosted|(?:conda|npm" + r"js)\.org|crates\.io"
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|\bfor n" + r"ow\b")
BARE_IGNORE = re.compile(r"# type: ig" + r"nore(?!\[[\w, -]+\]  # \w)")
PYTHON = ["*.py", "build.spec"]


def lines_matching(pattern: re.Pattern[str], files: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_a_machine() -> None:
    assert lines_matching(MACHINE_PATH, texts()) == []
    assert lines_matching(WINDOWS_HOME, texts()) == []


def test_a_path_of_a_machine_would_be_found() -> None:
    planted = {
        "a.py": 'open("/' + "wor" + 'k/x")',
        "b.md": "see /" + "home/somebody/x",
        "c": "a/" + "tmp/b",
    }

    assert [line[:4] for line in lines_matching(MACHINE_PATH, planted)] == ["a.py", "b.md"]


def test_no_file_names_a_package_registry() -> None:
    assert lines_matching(PACKAGE_HOST, texts()) == []


def test_the_code_holds_no_unfinished_work() -> None:
    assert lines_matching(UNFINISHED, texts(*PYTHON)) == []


def test_an_ignored_type_error_names_its_code_and_reason() -> None:
    assert lines_matching(BARE_IGNORE, texts(*PYTHON)) == []


def test_the_top_level_holds_what_the_map_of_the_house_names() -> None:
    present = {path.relative_to(ROOT).parts[0] for path in tracked_files()}

    assert present <= TOP_LEVEL


def test_compiled_texts_and_results_are_not_tracked() -> None:
    assert tracked_files("*.qm", "out", "dist", "build", ".venv", "*.pyc") == []


def test_no_code_file_is_longer_than_one_reason_to_change() -> None:
    lengths = {name: len(text.splitlines()) for name, text in texts(*PYTHON).items()}
    limits = {
        name: LONGEST_FILE_LINES["tests" if name.startswith("tests/") else "code"]
        for name in lengths
    }

    assert {name: lines for name, lines in lengths.items() if lines > limits[name]} == {}


def words_for_people(source: str) -> list[str]:
    """Return the strings of a module, docstrings apart, that hold a Kazakh or Russian word."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and re.search(r"[\u0400-\u04ff]{5}", node.value)
    ]


def test_words_for_people_stand_in_data_and_not_in_code() -> None:
    """The domain is apart: alphabets, keyboards and month names are its subject."""
    modules = texts("desk_app/*.py", "ui/*.py", ":!desk_app/domain")
    found = {name: words_for_people(text) for name, text in modules.items()}

    assert {name: what for name, what in found.items() if what} == {}


def test_a_word_for_people_in_code_would_be_found() -> None:
    planted = '"""Қазақша."""\nlabel = "Қабылдау"\nletters = "әіңғ"\n'

    assert words_for_people(planted) == ["line 2: Қабылдау"]


def forbidden_in_tests(source: str) -> list[str]:
    """Return what makes a test pass without testing, or wait without a condition."""
    names = {"skip", "skipif", "xfail", "importorskip", "sleep", "flaky"}
    return [
        f"line {node.lineno}: {node.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in names
    ]


def test_no_test_is_skipped_or_sleeps() -> None:
    found = {name: forbidden_in_tests(text) for name, text in texts("tests/*.py").items()}

    assert {name: what for name, what in found.items() if what} == {}


def test_a_skip_or_a_sleep_would_be_found() -> None:
    planted = "import pytest, time\n@pytest.mark.skip\ndef test_a():\n    time.sleep(1)\n"

    assert forbidden_in_tests(planted) == ["line 2: skip", "line 4: sleep"]
