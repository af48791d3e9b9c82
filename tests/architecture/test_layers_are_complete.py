"""The contracts of import-linter name every app and every pure module there is."""

import tomllib

from tests.architecture.project import ROOT, text

CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
}
PURE = {
    *("rules", "workflow", "clocks", "suggestion", "matching", "opening", "names", "words"),
    *("references", "changes", "exchange", "embedding", "finding", "wording", "duties", "needs"),
}


def apps() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/apps.py")} - {"config"}


def test_every_app_has_its_place_in_the_one_way_flow() -> None:
    flow = CONTRACTS["A referral walks through the house in one direction"]["layers"]
    # The page kit is an app without a configuration of its own.
    assert set(flow) == apps() | {"govuk"}


def test_every_pure_module_is_kept_pure() -> None:
    listed = next(c for name, c in CONTRACTS.items() if name.startswith("Rules are pure"))
    found = {
        f"{app}.{path.stem}"
        for app in apps() | {"govuk"}
        for path in (ROOT / app).glob("*.py")
        if path.stem in PURE
    }
    assert set(listed["source_modules"]) == found
