"""Reads the made-up families and plays what happened to them, in order of time, through the verbs of `portal.cases`.

Each step and the note that it was played (an audit entry "demo.step") are one transaction, so that an interrupted load
goes on where it stopped and a finished one changes nothing, whatever visitors have done with the cases since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.models import Office, User
from portal.audit.models import AuditEntry
from portal.cases import actions
from portal.cases.models import Application, Claim
from portal.cases.submission import AuthorisationGiven, PersonGiven, Submission
from portal.common import clock, references, workdays
from portal.common.locality import get_locality
from portal.demo.identities import birth_date_at_age, specimen_id_number
from portal.demo.papers import specimen

HOUSEHOLDS = Path(__file__).with_name("households.yaml")
FORM_VERSION = "demo"
TEXT_VERSION = "demo"
ADULT = 18
_STEP = "demo.step"


class StoryError(Exception):
    """A story cannot be told as written; the message names story, step and reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened `days` working days before the loading, at `time`; `by` is a user name or empty."""

    days: int
    time: dt.time
    verb: str
    by: str
    detail: dict[str, Any]

    def at(self, today: dt.date) -> dt.datetime:
        """The instant, on the county's clock."""
        return dt.datetime.combine(working_day_before(today, self.days), self.time, tzinfo=clock.COUNTY_ZONE)


@dataclass(frozen=True)
class Story:
    """One family as the YAML file has it."""

    key: str
    data: dict[str, Any]

    @property
    def submission_key(self) -> str:
        """What makes the application findable on the next load."""
        return f"demo:{self.key}"

    @cached_property
    def steps(self) -> list[Step]:
        """The steps in order."""
        found = []
        for days, time, verb, *rest in self.data["steps"]:
            detail = dict(rest[0]) if rest else {}
            found.append(Step(days, dt.time.fromisoformat(time), verb, detail.pop("by", ""), detail))
        return found

    @property
    def application(self) -> Application | None:
        """The application, once it is filed."""
        return Application.objects.filter(submission_key=self.submission_key).first()

    def played(self) -> int:
        """How many steps were played already."""
        application = self.application
        if application is None:
            return 0
        return AuditEntry.objects.filter(action=_STEP, subject_id=str(application.pk)).count()

    def shows(self, language: str) -> str:
        """What this family is there to show."""
        return str(self.data["shows"]["zh" if language.startswith("zh") else "en"])


def stories() -> list[Story]:
    """All families, in the file's order."""
    return [Story(data["key"], data) for data in yaml.safe_load(HOUSEHOLDS.read_text(encoding="utf-8"))]


def working_day_before(today: dt.date, count: int) -> dt.date:
    """The `count`-th working day before `today` (before the last working day, if today is none)."""
    day = today
    while not workdays.is_working_day(day):
        day -= dt.timedelta(days=1)
    while count:
        day -= dt.timedelta(days=1)
        count -= workdays.is_working_day(day)
    return day


def first_day(today: dt.date) -> dt.date:
    """A day before everything that happens: staff have to be in office by then."""
    earliest = max(step.days for story in stories() for step in story.steps)
    return working_day_before(today, earliest + 5)


def tell(today: dt.date, run_jobs_until: Callable[[dt.datetime], None]) -> list[Story]:
    """Play every step not played yet, all families together in order of time; returns the families that moved.

    `run_jobs_until` is called before each step with its instant: what the portal had promised to do by then is done.
    Raises `StoryError`.
    """
    open_steps = [
        (step.at(today), order, number, story, step)
        for order, story in enumerate(stories())
        for number, step in list(enumerate(story.steps))[story.played() :]
    ]
    moved: dict[str, Story] = {}
    for at, _order, number, story, step in sorted(open_steps, key=lambda item: item[:3]):
        run_jobs_until(at)
        with clock.travel(at):
            _play(story, number, step)
        moved[story.key] = story
    return list(moved.values())


def _play(story: Story, number: int, step: Step) -> None:
    try:
        with transaction.atomic():
            application = _VERBS[step.verb](story, step)
            audit.record(
                _STEP, actor=Actor.system("load_demo"), subject=application, detail={"story": story.key, "step": number}
            )
    except Exception as error:
        raise StoryError(f"{story.key}, step {number + 1} ({step.verb}): {error}") from error


def mismatches(told: list[Story]) -> list[str]:
    """What did not come to the state its story says, in words."""
    found = []
    for story in told:
        states = dict(Claim.objects.filter(application=story.application).values_list("scheme_key", "state"))
        if states != story.data["ends"]:
            found.append(f"{story.key}: {states}, expected {story.data['ends']}")
    return found


# -- the verbs ------------------------------------------------------------------------------------------------------


def _submit(story: Story, step: Step) -> Application:
    family = story.data["family"]
    village = Office.objects.get(code=family["village"])
    now = clock.now()
    receipt = references.new_reference(get_locality().reference_prefix, clock.today())
    people = [_person(*person) for person in story.data["people"]]
    actor = _actor(step, receipt)
    submission = Submission(
        receipt=receipt,
        submission_key=story.submission_key,
        scheme_keys=tuple(story.data["schemes"]),
        answers={
            "household": story.data["household"],
            "applicant": story.data["applicant"],
            "members": [dict(person[4]) for person in story.data["people"]],
        },
        people=tuple(people),
        phone=family["phone"],
        address=family["address"],
        village=village,
        channel=family.get("channel", "online"),
        language=family.get("language", "zh-hans"),
        form_version=FORM_VERSION,
        intention_at=now - dt.timedelta(minutes=25),
        authorisations=_authorisations(story.data["people"]),
        document_ids=_papers(actor, story, people),
        draft_key=_draft_key(story),
    )
    return actions.submit(actor=actor, submission=submission)


def _person(name: str, sex: str, relation: str, age: int, facts: dict[str, Any]) -> PersonGiven:
    born = birth_date_at_age(clock.today(), age, name)
    return PersonGiven(name=name, id_number=specimen_id_number(born, sex, name), birth_date=born, relation=relation)


def _draft_key(story: Story) -> str:
    return f"demo-{story.key}"


def _papers(actor: Actor, story: Story, people: list[PersonGiven]) -> tuple[UUID, ...]:
    """The two papers everybody is asked for, and what else the story names, as specimens."""
    applicant, address = people[0], story.data["family"]["address"]
    card = [("姓名", applicant.name), ("住址", address), ("号码", str(applicant.id_number))]
    book = [("住址", address), *(("成员", person.name) for person in people)]
    papers = [("id-card", "身份证.pdf", "居民身份证", card), ("household-book", "户口本.pdf", "居民户口簿", book)]
    papers += [(material, file, title, card[:2]) for material, file, title in story.data.get("papers", [])]
    documents = [
        actions.attach_document(
            actor=actor,
            draft_key=_draft_key(story),
            data=specimen(title, rows),
            original_name=file,
            material=material,
        )
        for material, file, title, rows in papers
    ]
    return tuple(document.pk for document in documents)


def _authorisations(people: list[Any]) -> tuple[AuthorisationGiven, ...]:
    """Everybody of age agrees to the economic check; the applicant makes the commitments."""
    adults = [number for number, person in enumerate(people) if person[3] >= ADULT]
    checks = [AuthorisationGiven("economic_check", number, TEXT_VERSION) for number in adults]
    own = [AuthorisationGiven(kind, 0, TEXT_VERSION) for kind in ("commitment", "privacy", "sensitive")]
    return (*checks, *own)


def _application(story: Story) -> Application:
    application = story.application
    if application is None:
        raise StoryError("it was never submitted")
    return application


def _actor(step: Step, receipt: str) -> Actor:
    if not step.by:
        return Actor.applicant(receipt)
    return Actor.staff(User.objects.get(username=step.by))


def _start(story: Story, step: Step) -> Application:
    application = _application(story)
    actions.start_verification(actor=_actor(step, application.receipt), application=application)
    return application


def _check(story: Story, step: Step) -> Application:
    application = _application(story)
    actions.record_verification(
        actor=_actor(step, application.receipt),
        application=application,
        method=step.verb,
        done_on=clock.today(),
        notes=step.detail.get("notes", ""),
        facts=step.detail.get("facts"),
    )
    return application


def _report(story: Story, step: Step) -> Application:
    application = _application(story)
    actions.issue_report(actor=_actor(step, application.receipt), application=application)
    return application


def _on_claim(act: Callable[..., Any]) -> Callable[[Story, Step], Application]:
    def play(story: Story, step: Step) -> Application:
        application = _application(story)
        detail = dict(step.detail)
        claim = application.claims.get(scheme_key=detail.pop("scheme"))
        if "amount" in detail:
            detail["amount"] = Decimal(str(detail["amount"]))
        act(actor=_actor(step, application.receipt), claim=claim, **detail)
        return application

    return play


_VERBS: dict[str, Callable[[Story, Step], Application]] = {
    "submit": _submit,
    "start": _start,
    "visit": _check,
    "neighbour": _check,
    "match": _check,
    "letter": _check,
    "report": _report,
    "propose": _on_claim(actions.propose),
    "propose_by_hand": _on_claim(actions.propose_by_hand),
    "confirm": _on_claim(actions.confirm),
    "object": _on_claim(actions.object_to),
    "final": _on_claim(actions.decide_final),
    "withdraw": _on_claim(actions.withdraw),
}
