"""Made-up families over a whole vocabulary: any fact given or unknown, near the limits of the rules more often."""

import random
from datetime import date, timedelta
from decimal import Decimal

ON = date(2026, 9, 17)
_NEAR = (0, 590_00, 735_00, 735_01, 5_000_00, 5_000_01, 1_500_00, 24_000_00)
_BORN_AGES = (0, 3, 6, 15, 16, 17, 18, 59, 60, 79, 80, 81)


def _money(rng, low, high):
    fen = rng.choice(_NEAR) if rng.random() < 0.4 else rng.randint(low, min(high, 30_000_00))
    return Decimal(max(low, min(high, fen))).scaleb(-2)


def _date(rng, low, high):
    if rng.random() < 0.4:
        birthday = date(ON.year - rng.choice(_BORN_AGES), ON.month, ON.day) + timedelta(days=rng.choice((-1, 0, 1)))
        return max(date.fromordinal(low), min(birthday, ON))
    return date.fromordinal(rng.randint(max(low, date(1930, 1, 1).toordinal()), min(high, ON.toordinal())))


def _value(rng, definition, schemes):
    if definition.type == "boolean":
        return rng.random() < 0.5
    if definition.type == "choice":
        return rng.choice(definition.values)
    if definition.type == "schemes":
        keys = rng.sample(schemes, k=min(rng.choice((0, 0, 1, 2)), len(schemes)))
        return {key: rng.choice((None, ON - timedelta(days=rng.randint(0, 900)))) for key in keys}
    low, high = definition.bounds
    if definition.type == "money":
        return _money(rng, low, high)
    if definition.type == "area":
        return Decimal(rng.randint(low * 100, min(high, 200) * 100)).scaleb(-2)
    return _date(rng, low, high) if definition.type == "date" else rng.randint(low, min(high, low + 90))


def _part(rng, vocabulary, schemes, scope, known):
    own = [d for d in vocabulary.values() if d.scope == scope]
    values = {
        d.key: _value(rng, d, schemes)
        for d in own
        if d.type != "text"
        and d.key != "members_complete"
        and rng.random() < (known if d.formula is None else known * 0.15)
    }
    for d in own:
        if d.at_most in values and d.key in values:
            values[d.key] = min(values[d.key], values[d.at_most])
    return values


def family(rng, vocabulary, schemes):
    """One family as a mapping; sometimes everything is known, sometimes little, sometimes nobody is listed yet."""
    known = rng.choice((1, 1, 0.9, 0.6))
    people = [_part(rng, vocabulary, schemes, "member", known) for _ in range(rng.choice((0, 1, 1, 2, 3, 4, 7)))]
    household = _part(rng, vocabulary, schemes, "household", known)
    if rng.random() < 0.15:
        household["members_complete"] = False
    return {
        "household": household,
        "members": people,
        "applicant": _part(rng, vocabulary, schemes, "applicant", known),
    }


def families(count, vocabulary, schemes, seed=1):
    """So many families, always the same ones."""
    rng = random.Random(seed)
    return [family(rng, vocabulary, list(schemes)) for _ in range(count)]
