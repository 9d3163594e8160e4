"""Paragraphs of plugins in letters: printed as data, in the applicant's language, never in the way."""

import datetime as dt

import pytest

from plugins.api import LetterNote
from plugins.manager import get_manager
from portal.cases import actions
from portal.cases.models import Letter
from portal.extensions.models import PluginState
from tests.cases import builders


@pytest.fixture
def note(monkeypatch):
    def use(answer):
        def letters(kind, context):
            if isinstance(answer, BaseException):
                raise answer
            return answer

        monkeypatch.setitem(get_manager().plugins()["education"].functions, "letters", letters)

    return use


def approved():
    claim = builders.proposed(builders.EDUCATION)
    actions.confirm(actor=builders.staff("edu-approver"), claim=claim)
    return Letter.objects.get(claim=claim)


def paragraphs(letter):
    return [text for section in letter.data["sections"] for text in section["paragraphs"]]


def test_a_note_stands_in_the_letter_and_in_its_pdf(town, note):
    note([LetterNote("下次开学：%(day)s。#panic() *x* $y$ <b>", {"day": dt.date(2026, 9, 1)})])
    letter = approved()
    assert "下次开学：2026 年 9 月 1 日。#panic() *x* $y$ <b>" in paragraphs(letter)
    assert "请同时留意" in [section["heading"] for section in letter.data["sections"]]
    from portal.cases.letters.typesetting import render

    assert render("approval", letter.data, "zh-hans").startswith(b"%PDF")


@pytest.mark.parametrize("answer", [ValueError("4711"), [LetterNote("")], "text", [LetterNote("%(x)s", {"y": 1})]])
def test_a_failing_plugin_adds_nothing_and_the_letter_leaves(town, note, answer):
    note(answer)
    letter = approved()
    assert "请同时留意" not in [section["heading"] for section in letter.data["sections"]]
    state = PluginState.objects.get(name="education")
    assert state.health == "failing" and state.last_error.startswith("letters:")


def test_personal_numbers_never_come_from_a_plugin(town, note):
    note([LetterNote("Call 13800138000"), LetterNote("Come on Monday")])
    assert "Come on Monday" in paragraphs(approved())
    assert not any("13800138000" in text for text in paragraphs(Letter.objects.latest("pk")))
