"""The database's schema against the one that this release was written for."""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Migration = tuple[str, str]  # app, name


def find_next_migration() -> str | None:
    """Returns the first migration that waits: after a failure, the one that failed. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{plan[0][0].app_label}.{plan[0][0].name}" if plan else None


def list_differences() -> list[str]:
    """Returns how the schema differs from the release's: migrations that wait or are not known here, tables and columns
    that are missing. Raises DatabaseError."""
    lacking, unknown = compare(MigrationExecutor(connection).loader.applied_migrations)
    return [
        *(f"the migration {app}.{name} was not applied" for app, name in lacking),
        *(f"the migration {app}.{name} is of another release" for app, name in unknown),
        *_list_missing(),
    ]


def compare(applied: Iterable[Migration]) -> tuple[list[Migration], list[Migration]]:
    """Returns the release's migrations that are not among these, and those of these that the release does not know."""
    loader = MigrationExecutor(connection).loader
    before, here = set(applied), {node for node in loader.graph.nodes if isinstance(node, tuple)}
    on_disk = here | set(loader.disk_migrations)
    return sorted(here - before), sorted((app, name) for app, name in before - on_disk if app in loader.migrated_apps)


def _list_missing() -> list[str]:
    missing = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if not model._meta.managed or model._meta.proxy:
                continue
            if table not in tables:
                missing.append(f"the table {table} is missing")
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} WHERE 1 = 0")  # noqa: S608  # our own table
            columns = {column[0] for column in cursor.description}  # Django's own way parses each table's statement
            expected = {str(field.column) for field in model._meta.local_concrete_fields}
            missing += [f"the column {table}.{column} is missing" for column in sorted(expected - columns)]
    return missing
