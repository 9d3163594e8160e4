"""News that travels upward (R8.1). Sent inside the transaction of the verb: receivers write rows or enqueue,
no more."""

from django.dispatch import Signal

# claim (Claim), decision (Decision, stage "proposed"), clock (Clock of the publicity step). An approval goes on notice.
proposal_confirmed = Signal()

# claim (Claim), decision (Decision, stage "final"). The claim is decided.
decision_final = Signal()

# claim (Claim). The applicant has taken it back.
claim_withdrawn = Signal()
