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
