"""The verbs of the cases app: only these write. Keyword arguments, the actor first.

Filing: submit, attach_document, discard_document, withdraw. Verification: start_verification, record_verification,
issue_report. Deciding: propose, propose_by_hand, confirm, finish_publicity, decide_final. Access: issue_access_code,
check_access_code.
"""

from portal.cases.actions.attach_document import attach_document
from portal.cases.actions.check_access_code import check_access_code
from portal.cases.actions.confirm import confirm
from portal.cases.actions.decide_final import decide_final
from portal.cases.actions.discard_document import discard_document
from portal.cases.actions.finish_publicity import finish_publicity
from portal.cases.actions.issue_access_code import issue_access_code
from portal.cases.actions.issue_report import issue_report
from portal.cases.actions.propose import propose
from portal.cases.actions.propose_by_hand import propose_by_hand
from portal.cases.actions.record_verification import record_verification
from portal.cases.actions.start_verification import start_verification
from portal.cases.actions.submit import submit
from portal.cases.actions.withdraw import withdraw

__all__ = [
    "attach_document",
    "check_access_code",
    "confirm",
    "decide_final",
    "discard_document",
    "finish_publicity",
    "issue_access_code",
    "issue_report",
    "propose",
    "propose_by_hand",
    "record_verification",
    "start_verification",
    "submit",
    "withdraw",
]
