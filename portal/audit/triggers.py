"""Database triggers that refuse to change or remove audit rows, on SQLite and PostgreSQL.

They stop the application and a careless administrator; who owns the database can drop them, and the hash chain tells.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "onedoor_audit_auditentry"
_MESSAGE = "audit entries are never changed or removed"

_INSTALL = {
    "sqlite": [
        f"CREATE TRIGGER audit_refuses_{verb} BEFORE {verb.upper()} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$",
        f"CREATE TRIGGER audit_refuses_rows BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        f"CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    ],
}
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_refuses_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS audit_refuses_rows ON {TABLE}",
        f"DROP TRIGGER IF EXISTS audit_refuses_truncate ON {TABLE}",
        "DROP FUNCTION IF EXISTS audit_refuses()",
    ],
}


def _run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    if connection.vendor not in statements:
        raise NotImplementedError(f"no audit triggers for {connection.vendor}; use SQLite or PostgreSQL")
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; the table must exist."""
    _run(connection, _INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers. For reversing the migration, and for test runners that empty tables between tests."""
    _run(connection, _REMOVE)
