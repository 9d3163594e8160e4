"""No more questions than needed.

The compiled function asks for every unknown fact of a part that is still open. Read twice, a fact may settle with one
reading what the other asks for: in `a & (a | b)` nobody needs to know b. And bounds have no gaps: a number that is 0
or 4 looks as if it could be 2. So the answers that can be listed (yes or no, the values of a choice) are tried out
here, and a fact is left out where whatever is answered to the others settles the result without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, TypeAlias

from .facts import Facts
from .vocabulary import FactDefinition, Vocabulary

# So many combinations of answers are tried in one evaluation, and no more: the person at the form is waiting.
MOST_TRIALS = 256
# As many answers are tried together as make so many combinations.
MOST_TOGETHER = 64
# With more than this many open questions the next answer leaves fewer; then is time to look closely.
MOST_ASKED = 12
# A count with more values than this is not tried out.
_SHORT = 8

# From answers (path → value) to the facts asked once they are given.
Still: TypeAlias = Callable[[Mapping[str, Any]], Collection[str]]


def fewest(ask: Sequence[str], vocabulary: Vocabulary, still: Still) -> tuple[str, ...]:
    """The asked facts without those that no answer to the others makes necessary, in their order.

    Exact while at most MOST_ASKED are asked, their answers can be listed and are tried within MOST_TRIALS. Beyond that,
    and for amounts and dates, it may leave in one too many, never one too few.
    """
    if not 1 < len(ask) <= MOST_ASKED:
        return tuple(ask)
    trials = _Trials(still)
    listed = _affordable({path: _answers(vocabulary.at_path(path)) for path in ask})
    if not listed:
        return tuple(ask)
    needless: set[str] = set()
    try:
        # All that cannot be listed is looked at together: what none of the combinations asks for.
        left = {path for path in ask if path not in listed}
        for asked in trials.asked_after(listed) if left else ():
            left.difference_update(asked)
            if not left:
                break
        needless = left
        for path in listed:
            others = {p: answers for p, answers in listed.items() if p != path and p not in needless}
            without = needless | {path}
            if all(without.isdisjoint(asked) for asked in trials.asked_after(others)):
                needless = without
    except _Enough:
        pass
    return tuple(path for path in ask if path not in needless)


class _Enough(Exception):
    """The trials are used up."""


class _Trials:
    """Tries out answers, MOST_TRIALS times in all."""

    def __init__(self, still: Still) -> None:
        self._still = still
        self._left = MOST_TRIALS

    def asked_after(self, listed: Mapping[str, tuple[Any, ...]]) -> Iterator[Collection[str]]:
        """For every combination of answers what is asked after it; _Enough where the trials are used up."""
        for values in product(*listed.values()):
            if not self._left:
                raise _Enough
            self._left -= 1
            yield self._still(dict(zip(listed, values, strict=True)))


def with_answers(facts: Facts, answers: Mapping[str, Any]) -> Facts:
    """The facts with answers to facts that were unknown."""
    household, applicant = dict(facts.household), dict(facts.applicant)
    members = [dict(member) for member in facts.members]
    for path, value in answers.items():
        part, _, key = path.partition(".")
        if part == "members":
            number, _, key = key.partition(".")
            members[int(number)][key] = value
        else:
            (household if part == "household" else applicant)[key] = value
    return facts._replace(household=household, members=tuple(members), applicant=applicant)


def _answers(definition: FactDefinition | None) -> tuple[Any, ...]:
    """All values a fact can have, where they are few; else nothing."""
    if definition is None:
        return ()
    if definition.type == "boolean":
        return (True, False)
    if definition.type == "count":
        low, high = definition.bounds
        return tuple(range(low, high + 1)) if high - low < _SHORT else ()
    return definition.values


def _affordable(answers: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """As many of the facts with a list of answers as may be tried together, shortest lists first."""
    listed: dict[str, tuple[Any, ...]] = {}
    for path in sorted((p for p, a in answers.items() if a), key=lambda p: len(answers[p])):
        if prod(len(a) for a in listed.values()) * len(answers[path]) > MOST_TOGETHER:
            break
        listed[path] = answers[path]
    return listed
