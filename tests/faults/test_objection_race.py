"""Several object, or close an inquiry, at the same moment: nobody is turned away, nothing is closed twice (R8.2)."""

import pytest

from portal.accounts.actors import Actor
from portal.cases import actions
from portal.cases.models import ClaimEvent, Objection
from portal.messages.models import OutboxItem
from tests.cases.builders import claim_of, make_county, proposed, staff
from tests.together import together


@pytest.fixture
def posted(transactional_db):
    make_county()
    claim = proposed()
    actions.confirm(actor=staff("approver"), claim=claim)
    return claim_of(claim.application)


def objecting(posted, words):
    mine = claim_of(posted.application)
    return lambda: actions.object_to(actor=Actor.visitor(), claim=mine, words=words, channel="website")


def test_of_four_who_object_all_are_heard_and_the_family_is_told_once(posted):
    done = together(*(objecting(posted, f"第 {number} 件事") for number in range(4)))
    assert all(isinstance(one, Objection) for one in done)
    assert Objection.objects.count() == 4
    assert ClaimEvent.objects.filter(kind="objection").count() == 1
    assert OutboxItem.objects.filter(key__startswith="sms:contested:").count() == 1


def test_a_double_click_is_one_objection(posted):
    done = together(*(objecting(posted, "同一句话") for _click in range(3)))
    assert len({one.pk for one in done}) == Objection.objects.count() == 1


def test_of_two_who_close_one_wins(posted):
    objection = actions.object_to(actor=Actor.visitor(), claim=posted, words="一件事", channel="website")

    def closing(name):
        actor, mine = staff(name), Objection.objects.select_related("claim").get(pk=objection.pk)
        return lambda: actions.close_objection(
            actor=actor, objection=mine, founded=False, finding=f"{name}查过了", appraisal="评议过"
        )

    done = together(closing("verifier"), closing("officer"))
    assert sorted(type(one).__name__ for one in done) == ["Objection", "ObjectionClosed"]
    assert ClaimEvent.objects.filter(kind="objection_closed").count() == 1
    assert not claim_of(posted.application).contested
