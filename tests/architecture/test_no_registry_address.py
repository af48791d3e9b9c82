"""Locks name versions and hashes, never where packages come from: that is the machine's to say."""

import json
import re

from tests.architecture.project import ROOT, files, text

ADDRESS = re.compile(
    "|".join(
        (
            r"registry\.(npmjs|yarnpkg)\.",
            r"files\.pythonhosted\.",
            r"pypi\.(org|python\.org)/",
            r"--(extra-)?index-url",
            r"--find-links",
            r"--trusted-host",
            r"^\s*registry\s*=",
            r'"resolved":\s*"https?:',
        )
    ),
    re.MULTILINE,
)


def test_no_committed_file_names_a_package_registry() -> None:
    this = "tests/architecture/test_no_registry_address.py"
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in files()
        if str(path.relative_to(ROOT)) != this
        and (found := ADDRESS.search(path.read_text(errors="ignore")))
    ]
    assert named == []


def test_every_requirement_has_a_version_and_a_hash() -> None:
    for part in ("", "-dev", "-finding", "-node"):
        name = f"requirements{part}.txt"
        requirements = re.split(r"\n(?=\S)", text(name))
        loose = [
            requirement.split()[0]
            for requirement in requirements
            if not requirement.startswith("#")
            and not ("==" in requirement and "--hash=sha256:" in requirement)
        ]
        assert loose == [], name


def test_every_npm_package_has_a_version_and_a_hash() -> None:
    packages = json.loads(text("package-lock.json"))["packages"]
    loose = [name for name, found in packages.items() if name and "integrity" not in found]
    assert loose == []
