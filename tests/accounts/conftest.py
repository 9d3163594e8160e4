import pytest
from django.core.cache import cache

from portal.accounts.actions import load_locality
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    """Counters of failed attempts live in the cache; each test begins without any."""
    cache.clear()


PASSWORD = "a long enough password"


@pytest.fixture
def offices(db):
    """The fictional county's offices by code."""
    load_locality(actor=Actor.system("test"))
    return {office.code: office for office in Office.objects.all()}


@pytest.fixture
def staff(offices):
    """Make a user with roles: staff("liu", window_clerk="liuhe")."""

    def make(username: str, **roles: str) -> User:
        user = User.objects.create_user(username, password=PASSWORD, display_name=f"{username}办事员")
        for role, code in roles.items():
            Assignment.objects.create(user=user, role=role, office=offices[code])
        return user

    return make
