"""What every test stands on: the fictional county with its offices and people. More is found beside the tests."""

import os

import hypothesis
import pytest
from django.utils import translation

# The gate gives the same verdict twice: examples follow from the tests.
# `HYPOTHESIS_PROFILE=explore` looks for new ones.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(autouse=True)
def site_language():
    """Every test begins in the language of the site, whatever the one before it spoke."""
    translation.activate("zh-hans")
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def plugins_as_shipped():
    """What one test switched off in its transaction, rolled back since, is on again for the next."""
    from portal.extensions import state

    state.forget()


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
