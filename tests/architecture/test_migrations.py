"""Each app's migrations are one line, so that two branches cannot both be last."""

from collections import Counter

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

OURS = [app.label for app in apps.get_app_configs() if "site-packages" not in app.path]


@pytest.mark.parametrize("app", OURS)
def test_an_apps_migrations_are_one_line(app: str) -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    parents = Counter(
        parent.key
        for key, node in loader.graph.node_map.items()
        for parent in node.parents
        if key[0] == app and parent.key[0] == app
    )
    assert [key for key, children in parents.items() if children > 1] == []
    assert len(loader.graph.leaf_nodes(app)) <= 1
