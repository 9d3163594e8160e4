"""News that travels upward (R8.1). Sent inside the transaction of the verb: receivers write rows or enqueue, no more."""

from django.dispatch import Signal

# Arguments: claim (Claim), decision (Decision of stage "proposed"), closes_on (date). An approval goes to public notice.
proposal_confirmed = Signal()

# Arguments: claim (Claim), decision (Decision of stage "final"). The claim is decided.
decision_final = Signal()
