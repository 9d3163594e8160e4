"""A fact tells what was: a day to come is a slip of the pen, at the desk as in the form."""

import datetime as dt

import pytest

from forms.definitions import field_for
from forms.fields import DateField
from plugins.manager import get_manager
from portal.cases import rules
from portal.common import clock

DAYS = [d for d in get_manager().vocabulary.values() if d.type == "date" and d.source == "asked"]


@pytest.mark.parametrize("definition", DAYS, ids=lambda d: d.path)
def test_a_day_to_come_is_no_fact(definition):
    path = definition.path.replace("member.", "members.0.")
    today = clock.today()
    assert rules.check_fact(path, today.isoformat(), members=1) == today.isoformat()
    with pytest.raises(ValueError, match=r"还没到|to come"):
        rules.check_fact(path, (today + dt.timedelta(days=1)).isoformat(), members=1)
    field = field_for(definition, "en")
    assert isinstance(field, DateField) and field.past
