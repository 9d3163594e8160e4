"""News that travels upward (R8.1). Sent inside the transaction of the verb: receivers write rows or enqueue,
no more."""

from django.dispatch import Signal

# claim (Claim). It has been taken in, with its clocks; nobody has looked at it yet.
claim_submitted = Signal()

# claim (Claim). The verification report is issued: what the family declared has been checked.
claim_verified = Signal()

# claim (Claim), decision (Decision, stage "proposed"), clock (Clock of the publicity step). An approval goes on notice.
proposal_confirmed = Signal()

# claim (Claim), decision (Decision, stage "final"). The claim is decided.
decision_final = Signal()

# claim (Claim). The applicant has taken it back.
claim_withdrawn = Signal()

# claim (Claim). The rules have spoken anew because another decision of the family arrived.
claim_reassessed = Signal()

# claim (Claim). What the family was asked for has arrived.
information_received = Signal()

# claim (Claim), transfer (Transfer). Another office decides from now on.
claim_transferred = Signal()

# claim (Claim), handoff (Handoff). An officer has taken the claim over from the agency's system.
claim_taken_over = Signal()

# claim (Claim). The days on the board are over; the final decision is due.
notice_over = Signal()

# claim (Claim), objection (Objection). The first objection of an inquiry: the days are not counted until it is closed.
claim_contested = Signal()

# claim (Claim), objection (Objection, the last one closed), clock (Clock of the publicity step). The days count again.
inquiry_over = Signal()
