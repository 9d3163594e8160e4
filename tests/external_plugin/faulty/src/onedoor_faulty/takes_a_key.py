"""Offers a scheme under a key that an agency has already."""

from plugins.api import Scheme, clause, criterion, eligible, hookimpl, household


@hookimpl
def schemes() -> list[Scheme]:
    everybody = eligible(criterion("somebody", household.size >= 1, says="Somebody", cite=clause("演示", "第一条")))
    return [Scheme("education-aid", "抢注", "education", everybody, "once", "agency-15")]
