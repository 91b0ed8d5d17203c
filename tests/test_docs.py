"""What the documents say is so: paths exist, and every dependency has its reason."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
]
FILES = r"(?:md|py|toml|json|lock|css|js|html|ics|po|txt)"


def paths_in(text: str) -> set[str]:
    """What stands in backticks and reads like a path of this project."""
    named = re.findall(r"`([^`\s]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {one for one in named if re.fullmatch(rf"[\w.-]+(/[\w.-]+)*(/|\.{FILES})", one)}


def exists(path: str) -> bool:
    """Whether a path leads somewhere, from the top or from the composer's folder.

    A file's bare name may stand in any folder of ours; a package's may look like one.
    """
    if path in json.loads((ROOT / "package.json").read_text())["devDependencies"]:
        return True
    if "/" in path:
        starts = (ROOT, ROOT / "visits/planning")
        return any((one / path).exists() for one in starts) or path == "var/"  # by the first run
    folders = [ROOT / "visits", ROOT / "app", ROOT / "docs"]
    return (ROOT / path).exists() or any(any(one.rglob(path)) for one in folders)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_of_a_document_exist(document: str) -> None:
    paths = paths_in((ROOT / document).read_text())

    missing = {path for path in paths if not exists(path)}
    assert not missing, f"{document} names what is not there"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_of_a_document_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    folder = (ROOT / document).parent

    targets = [one for one in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in one]

    missing = [target for target in targets if not (folder / target).exists()]
    assert not missing, f"{document} links to what is not there"


def test_architecture_names_the_guards_where_they_are() -> None:
    paths = paths_in((ROOT / "docs/architecture.md").read_text())

    assert {"app/persistence/slots.py", "app/tokens.py", "app/jobs/worker.py"} <= paths


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    front_end = json.loads((ROOT / "package.json").read_text())
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"], *groups["test"]]
    names = {re.split(r"[\[<>=~ ;]", one)[0] for one in wanted}
    names |= {*front_end["dependencies"], *front_end["devDependencies"]}

    reasons = re.findall(
        r"^\| `(.+?)` \| .+\. \|$", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE
    )

    assert sorted(reasons) == sorted(names)
