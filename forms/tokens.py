"""The two secrets of a draft: the token in the browser's cookie and the code a person writes down. Only hashes are
stored.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from typing import Final

from portal.common import crypto

COOKIE: Final = "onedoor_draft"
CODE_DIGITS: Final = 6


def new_token() -> str:
    """A token nobody can guess (256 bits), for the cookie."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """How a token is stored. It is random and long: a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_code() -> str:
    """Six digits: easy to read out over the phone; guessing is capped, see `actions.resume_draft`."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def is_code(typed: str) -> bool:
    """Whether this can be a code at all: six digits, in groups and in full width too."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    return len(digits) == CODE_DIGITS and digits.isdecimal()


def hash_code(reference: str, code: str) -> str:
    """How a code is stored: keyed, because six digits alone would be found by trying all of them on a stolen table."""
    return crypto.blind_index(f"{reference}:{code}", "draft-code")


def same(left: str, right: str) -> bool:
    """Compare two hashes in a time that tells nothing."""
    return hmac.compare_digest(left, right)
