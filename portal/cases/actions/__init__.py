"""The verbs of the cases app: only these write. Keyword arguments, the actor first.

Filing: submit, attach_document, discard_document, withdraw. Verification: start_verification, record_verification,
issue_report. Deciding: propose, propose_by_hand, confirm, finish_publicity, decide_final; besides, by officers and
agencies' systems alike: ask_more, receive_more, transfer. Public notice: object_to, close_objection. Access:
issue_access_code, check_access_code. With agencies' own systems: hand_over, acknowledge, decide_remotely, take_over.
Telling of other help: refer, accept_referral, decline_referral. Plugins: note_plugin_fault.
"""

from portal.cases.actions.accept_referral import accept_referral
from portal.cases.actions.acknowledge import acknowledge
from portal.cases.actions.ask_more import ask_more
from portal.cases.actions.attach_document import attach_document
from portal.cases.actions.check_access_code import check_access_code
from portal.cases.actions.close_objection import close_objection
from portal.cases.actions.confirm import confirm
from portal.cases.actions.decide_final import decide_final
from portal.cases.actions.decide_remotely import decide_remotely
from portal.cases.actions.decline_referral import decline_referral
from portal.cases.actions.discard_document import discard_document
from portal.cases.actions.finish_publicity import finish_publicity
from portal.cases.actions.hand_over import hand_over
from portal.cases.actions.issue_access_code import issue_access_code
from portal.cases.actions.issue_report import issue_report
from portal.cases.actions.note_plugin_fault import note_plugin_fault
from portal.cases.actions.object_to import object_to
from portal.cases.actions.propose import propose
from portal.cases.actions.propose_by_hand import propose_by_hand
from portal.cases.actions.receive_more import receive_more
from portal.cases.actions.record_verification import record_verification
from portal.cases.actions.refer import refer
from portal.cases.actions.start_verification import start_verification
from portal.cases.actions.submit import submit
from portal.cases.actions.take_over import take_over
from portal.cases.actions.transfer import transfer
from portal.cases.actions.withdraw import withdraw

__all__ = [
    "accept_referral",
    "acknowledge",
    "ask_more",
    "attach_document",
    "check_access_code",
    "close_objection",
    "confirm",
    "decide_final",
    "decide_remotely",
    "decline_referral",
    "discard_document",
    "finish_publicity",
    "hand_over",
    "issue_access_code",
    "issue_report",
    "note_plugin_fault",
    "object_to",
    "propose",
    "propose_by_hand",
    "receive_more",
    "record_verification",
    "refer",
    "start_verification",
    "submit",
    "take_over",
    "transfer",
    "withdraw",
]
