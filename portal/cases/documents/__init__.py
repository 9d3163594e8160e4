"""Checks of uploaded files: what it is, whether it is harmless, and a clean copy of it (fault 22).

A photo is decoded and encoded anew, a PDF rewritten without anything active; so what is stored was written by us. All
else is refused with what would be accepted.
"""

from portal.cases.documents.clean import CleanFile, clean
from portal.cases.documents.storage import read

__all__ = ["CleanFile", "clean", "read"]
