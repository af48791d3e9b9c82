"""`manage.py grant_web_role NAME`: what the web, the worker and the beat may do in the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

# A table is append-only where a trigger of that name guards it, or where it is one of
# django-pghistory's event tables, known by their first column.
APPEND_ONLY = """
    SELECT DISTINCT c.relname
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
    LEFT JOIN pg_trigger t ON t.tgrelid = c.oid
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
    WHERE c.relkind = 'r'
      AND (t.tgname LIKE 'pgtrigger_append_only%%' OR a.attname = 'pgh_id')
    ORDER BY c.relname
"""


class Command(BaseCommand):
    """Grants a role reading and writing, and only reading and inserting where history is kept."""

    help = "Grant the role NAME what the portal needs; run it as the owner after every migrate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the role's name."""
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Grant everything on every table, then take changing and deleting of history away."""
        role = sql.Identifier(options["name"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["name"]])
            if cursor.fetchone() is None:
                raise CommandError(f"There is no role {options['name']}: create it first.")
            cursor.execute(APPEND_ONLY)
            histories = [name for (name,) in cursor.fetchall()]
            statements = [
                "GRANT USAGE ON SCHEMA {schema} TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
            ]
            cursor.execute("SELECT current_schema()")
            schema = sql.Identifier(cursor.fetchone()[0])
            for statement in statements:
                cursor.execute(sql.SQL(statement).format(schema=schema, role=role))
            for name in histories:
                cursor.execute(
                    sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(
                        table=sql.Identifier(name), role=role
                    )
                )
        self.stdout.write(
            f"{options['name']} may read and write; only read and insert in: {', '.join(histories)}"
        )
