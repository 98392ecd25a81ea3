"""A document names only paths, commands and options that exist."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from segue.cli import app
from segue.settings import PROJECT_ROOT

DOCUMENTS = sorted(
    path
    for path in [
        *PROJECT_ROOT.glob("*.md"),
        *(PROJECT_ROOT / "docs").rglob("*.md"),
        *PROJECT_ROOT.glob("[!.]*/README.md"),
    ]
    if path.name != "CHANGELOG.md"
)
MADE_BY_COMMANDS = (
    ".segue", ".venv", "target", "profiles.yml", "frontend/dist", ".env", "deploy/inbox",
    "deploy/secrets", "deploy/kubernetes/secrets",
)  # fmt: skip
BESIDE_THE_PROJECT = ("../shared",)
LOOKS_LIKE_A_PATH = re.compile(r"^[\w.@-]+(/[\w.@*{}-]+)*/?$")
ROOT_COMMAND = typer.main.get_command(app)


def _code(document: Path) -> list[str]:
    """Return every piece of code: inline spans, and the lines of fenced shell blocks."""
    text = document.read_text()
    fenced = re.findall(r"```(?:sh|bash|console)\n(.*?)```", text, flags=re.S)
    without_fences = re.sub(r"```.*?```", "", text, flags=re.S)
    inline = re.findall(r"`([^`\n]+)`", without_fences)
    lines = [line.strip() for block in fenced for line in block.splitlines()]
    return inline + [line for line in lines if line and not line.startswith("#")]


def _links(document: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text())
    return [target for target in targets if "://" not in target]


def _name(document: Path) -> str:
    return str(document.relative_to(PROJECT_ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_of_a_document_leads_somewhere(document):
    missing = [link for link in _links(document) if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_path_a_document_names_exists(document):
    missing = []
    folders = tuple(f"{folder.name}/" for folder in PROJECT_ROOT.iterdir() if folder.is_dir())
    for code in _code(document):
        in_commands = [word for word in _words(code)[1:] if word.startswith(folders)]
        missing += [
            word
            for word in in_commands
            if not word.startswith(MADE_BY_COMMANDS) and not (PROJECT_ROOT / word).exists()
        ]
        if "/" not in code or not LOOKS_LIKE_A_PATH.match(code):
            continue
        if code.startswith((*MADE_BY_COMMANDS, *BESIDE_THE_PROJECT)):
            continue
        if not list(PROJECT_ROOT.glob(code.rstrip("/"))):
            missing.append(code)
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_command_a_document_names_exists(document):
    wrong = []
    makefile = (PROJECT_ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z0-9.-]+):", makefile, flags=re.M))
    for code in _code(document):
        words = _words(code)
        if words[:1] == ["segue"]:
            wrong += _unknown_words(words[1:], code)
        if words[:1] == ["make"]:
            named = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
            wrong += [f"make {name}" for name in named if name not in targets]
    assert wrong == []


def _words(code: str) -> list[str]:
    try:
        words = shlex.split(code, comments=True)
    except ValueError:
        return []
    while words and ("=" in words[0] or words[0] in {"$", "source", ".venv/bin/segue"}):
        words = ["segue", *words[1:]] if words[0] == ".venv/bin/segue" else words[1:]
    return words


def _unknown_words(words: list[str], code: str) -> list[str]:
    command = ROOT_COMMAND
    for word in words:
        if isinstance(command, TyperGroup) and not word.startswith("-"):
            found = command.commands.get(word)
            if found is None:
                return [f"no command {word!r} in: {code}"]
            command = found
        elif word.startswith("--"):
            known = {name for option in command.params for name in (*option.opts, "--help")}
            if word.split("=")[0] not in known:
                return [f"no option {word!r} in: {code}"]
    return []


def test_every_name_of_the_architecture_is_in_its_files():
    wrong = []
    text = (PROJECT_ROOT / "ARCHITECTURE.md").read_text()
    for line in text.partition("## Where to change what")[2].splitlines():
        cells = [re.findall(r"`([^`]+)`", cell) for cell in line.split("|")[1:-1]]
        if len(cells) != 3 or not cells[1] or not cells[2]:
            continue
        files = [PROJECT_ROOT / path for path in cells[1]]
        code = "".join(path.read_text() for path in files if path.is_file())
        wrong += [name for name in cells[2] if not re.search(rf"\b{name}\b", code)]
    assert wrong == []


def test_the_findings_are_executable_and_listed():
    findings = PROJECT_ROOT / "findings"
    scripts = sorted(findings.glob("*.sh"))
    names = re.findall(r"^\| `([\w-]+\.sh)`", (findings / "README.md").read_text(), flags=re.M)
    assert names == [script.name for script in scripts]
    assert all(script.stat().st_mode & 0o111 for script in scripts)


def test_an_unknown_command_is_noticed():
    assert _unknown_words(["ingst"], "segue ingst") == ["no command 'ingst' in: segue ingst"]
    assert _unknown_words(["login", "--paste"], "") == []
    assert _unknown_words(["db", "start", "--fast"], "x") == ["no option '--fast' in: x"]
