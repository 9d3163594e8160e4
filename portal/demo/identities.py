"""ID numbers that pass every check and belong to nobody: the area code 999999 has never been given to a place."""

from __future__ import annotations

import datetime as dt
import hashlib

from stdnum.cn import ric

AREA = "999999"


def _spread(seed: str, below: int) -> int:
    """A number from 0 to `below` - 1 that depends on the seed alone: the same person is the same on every load."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") % below


def birth_date_at_age(today: dt.date, age: int, seed: str) -> dt.date:
    """A birth date that makes somebody `age` full years old today and for a month at least."""
    day = today - dt.timedelta(days=1 + _spread(f"born {seed}", 330))
    return day.replace(year=day.year - age, day=min(day.day, 28))


def specimen_id_number(born: dt.date, sex: str, seed: str) -> str:
    """18 characters: area, birth date, order code (odd for male), check character."""
    order = 2 * _spread(f"order {seed}", 499) + (1 if sex == "male" else 2)
    stem = f"{AREA}{born:%Y%m%d}{order:03d}"
    return stem + str(ric.calc_check_digit(stem + "0"))
