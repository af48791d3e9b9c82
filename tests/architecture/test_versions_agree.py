"""Versions and settings are said in several places; they say the same."""

import json
import re
import tomllib

from config.embedded_postgres import MAJOR_VERSION, Server
from tests.architecture.project import ROOT, text

PYPROJECT = tomllib.loads(text("pyproject.toml"))
COMPOSE = text("docker-compose.yml")


def first(pattern: str, name: str) -> str:
    found = re.search(pattern, text(name), re.MULTILINE)
    assert found, f"{name} does not say {pattern}"
    return found[1]


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text(name), re.MULTILINE))


def settings_from_the_environment() -> set[str]:
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', text("config/settings.py")))


def explained() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", text(".env.example"), re.MULTILINE))


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == oldest
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    assert first(r"\((\d+, \d+)\) <= sys\.version_info", "Makefile").replace(", ", ".") == oldest
    assert set(re.findall(r"--python-version (\S+)", text("Makefile"))) == {oldest}


def test_the_image_runs_a_python_that_the_project_supports() -> None:
    image = first(r"^ARG PYTHON=(\S+)", "Dockerfile")
    assert (3, 11) <= tuple(map(int, image.split("."))) <= (3, 13)
    assert f"python{image}" in text("Makefile")


def test_requirements_hold_what_pyproject_asks_for() -> None:
    base, dev = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {name: dev.get(name) for name in base} == base
    asked = PYPROJECT["project"]["dependencies"]
    for requirement in asked:
        name = re.split(r"[\[=<>]", requirement)[0].lower()
        assert name in base, requirement
    assert base["django"].startswith("5.2.")


def test_the_embedded_database_is_the_version_that_compose_runs() -> None:
    assert first(r"image: postgres:(\d+)", "docker-compose.yml") == MAJOR_VERSION
    assert Server()._programs.parent.name == f"pginstall{MAJOR_VERSION}"
    assert int(MAJOR_VERSION) >= 15


def test_front_end_packages_are_pinned_and_the_macros_port_the_pinned_design_system() -> None:
    packages = json.loads(text("package.json"))
    asked = packages.get("dependencies", {}) | packages.get("devDependencies", {})
    locked = json.loads(text("package-lock.json"))["packages"]
    for name, version in asked.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version
    ported = first(r"ports govuk-frontend (\S+) exactly", "pyproject.toml")
    assert asked["govuk-frontend"] == ported


def test_every_setting_is_explained_and_every_explained_setting_exists() -> None:
    in_compose = set(re.findall(r"\$\{([A-Z_]+)\}", COMPOSE))
    assert explained() == settings_from_the_environment() | in_compose


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("accounts", "directory", "thresholds", "referrals", "mash", "outbox")
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text()
    ]
    assert readers == []


def test_compose_runs_every_part_and_all_of_ours_from_one_image() -> None:
    services = re.search(r"^services:\n(.*?)^\S", COMPOSE, re.MULTILINE | re.DOTALL)
    assert services
    parts = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n|  #.*\n)+)", services[1], re.MULTILINE))
    assert set(parts) == {
        *("database", "broker", "migrate", "web", "worker", "beat", "scanner", "proxy"),
    }
    ours = {name for name, lines in parts.items() if "<<: *portal" in lines}
    assert ours == {"migrate", "web", "worker", "beat"}


def test_the_image_installs_what_the_check_for_pango_names() -> None:
    named = first(r"apt-get install (libpango\S+ libpangoft2[\w.-]*\d)", "config/checks.py")
    assert named in text("Dockerfile")
