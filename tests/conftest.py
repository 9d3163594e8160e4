"""What every test stands on: the fictional county with its offices and people. More is found beside the tests."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real commits leave the database as the migrations made it: calendar, root page, locales.

    Emptying tables is what the audit triggers exist to refuse, so they step aside for that moment.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from portal.audit import triggers
    from portal.common import workdays

    with django_db_blocker.unblock():
        contents = connection.creation.serialize_db_to_string()
    empty_tables = TransactionTestCase._fixture_teardown

    def restore(case):
        # The stored contents include what post_migrate would otherwise create once more under other keys. A browser's
        # event loop gives its test a connection of its own, so the contents are handed over each time.
        case.__class__.serialized_rollback = True
        connection._test_serialized_contents = contents
        triggers.remove(connection)
        try:
            empty_tables(case)
            connection.creation.deserialize_db_from_string(contents)
        finally:
            triggers.install(connection)
            workdays.invalidate()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
