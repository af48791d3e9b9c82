"""The habits of the house that no linter knows: read from the syntax of the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Upstream first: an app may link to itself and to what stands before it.
APPS = (
    "govuk",
    "outbox",
    "accounts",
    "directory",
    "thresholds",
    "referrals",
    "mash",
    "family_wellbeing",
    "reports",
    "fixtures",
)
# What a page may open only through the scope of the hat that asks.
SCOPED = {"Referral", "ReferredChild", "Episode", "AuditEntry", "StatusChange"}
# The page kit's gallery has a namespace of its own.
GALLERY = "gallery"


def modules(app: str, *names: str) -> Iterator[Path]:
    """Yield an app's modules of these names, whether a file or a folder."""
    for name in names:
        single = ROOT / app / f"{name}.py"
        if single.exists():
            yield single
        yield from sorted((ROOT / app / name).rglob("*.py"))


def code(app: str) -> Iterator[Path]:
    """Yield every module of an app but its migrations."""
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def chain(node: ast.AST) -> list[str]:
    """Return the names of a dotted chain: `Referral.objects.filter(…).get()` from the left."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            names.append(node.id)
            return names[::-1]
        else:
            return names[::-1]


@pytest.mark.parametrize("app", APPS)
def test_views_read_records_only_through_their_scope(app: str) -> None:
    unscoped = []
    for path in modules(app, "views"):
        parsed = tree(path)
        # What is fetched along with a record that was scoped needs no scope of its own.
        fetched_along = {
            id(inner)
            for call in ast.walk(parsed)
            if isinstance(call, ast.Call) and chain(call)[-1:] == ["Prefetch"]
            for inner in ast.walk(call)
        }
        for node in ast.walk(parsed):
            if not (isinstance(node, ast.Attribute) and node.attr == "objects"):
                continue
            if id(node) in fetched_along:
                continue
            if not (isinstance(node.value, ast.Name) and node.value.id in SCOPED):
                continue
            line = path.read_text().splitlines()[node.lineno - 1 : node.lineno + 3]
            rest = "".join(part.strip() for part in line)
            if not re.search(rf"{node.value.id}\.objects\s*\.visible_to\(", rest):
                unscoped.append(where(path, node))
    assert unscoped == []


@pytest.mark.parametrize("app", APPS)
def test_views_write_nothing_themselves(app: str) -> None:
    writers = {"save", "create", "bulk_create", "update_or_create", "get_or_create", "delete"}
    written = []
    for path in modules(app, "views"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                names = chain(node)
                # Operations take `by=`; everything else with these names is a write of the view's.
                operation = any(keyword.arg == "by" for keyword in node.keywords)
                if names[-1] in writers and names[0] != "request" and not operation:
                    written.append(where(path, node))
    assert written == []


def test_one_function_writes_a_status() -> None:
    writers = []
    for app in APPS:
        for path in code(app):
            for node in ast.walk(tree(path)):
                targets: list[ast.expr] = []
                if isinstance(node, ast.Assign):
                    targets = node.targets
                elif isinstance(node, ast.AugAssign):
                    targets = [node.target]
                if any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets):
                    writers.append(where(path, node).split(":")[0])
                if isinstance(node, ast.Call) and chain(node)[-1:] == ["update"]:
                    for keyword in node.keywords:
                        if keyword.arg == "status":
                            writers.append(where(path, node).split(":")[0])
    assert set(writers) <= {"referrals/operations/life.py"}


@pytest.mark.parametrize("app", APPS)
def test_nothing_is_imported_inside_a_function(app: str) -> None:
    inside = []
    for path in code(app):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside += [
                    where(path, inner)
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert inside == []


@pytest.mark.parametrize("app", APPS)
def test_no_app_listens_to_our_own_saves(app: str) -> None:
    listeners = []
    for path in code(app):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                listeners.append(where(path, node))
    assert listeners == []


@pytest.mark.parametrize("app", [app for app in APPS if app not in {"fixtures", "outbox"}])
def test_no_template_links_downstream(app: str) -> None:
    allowed = {GALLERY, *APPS[: APPS.index(app) + 1]}
    downstream = []
    for path in sorted((ROOT / "templates" / app).rglob("*.html")):
        for name in re.findall(r"{%\s*url\s+['\"]([^'\"]+)['\"]", path.read_text()):
            if ":" in name and name.split(":")[0] not in allowed:
                downstream.append(f"{path.relative_to(ROOT)}: {name}")
    assert downstream == []


@pytest.mark.parametrize("app", APPS)
def test_every_operation_is_keyword_only_and_atomic(app: str) -> None:
    """An operation that writes an audit entry takes keywords and one transaction."""
    loose = []
    for path in modules(app, "operations"):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            records = any(
                isinstance(inner, ast.Call) and chain(inner)[-2:] == ["audit", "record"]
                for inner in ast.walk(node)
            )
            if not records:
                continue
            atomic = any("atomic" in chain(decorator) for decorator in node.decorator_list)
            if node.args.args or not atomic:
                loose.append(f"{where(path, node)} {node.name}")
    assert loose == []


def test_only_one_place_reads_safe_contact_answers_for_what_goes_out() -> None:
    """Letters, mails and documents ask `contactable`; they never read the answers themselves."""
    answers = {"safe_phone", "safe_email", "voicemail_safe", "may_write"}
    readers = []
    for app in APPS:
        for path in modules(app, "notices", "tasks", "pdf"):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Attribute) and node.attr in answers:
                    readers.append(where(path, node))
    assert readers == []
