"""News from accounts for the audit trail, which stands above it and may not be called from here."""

from django.dispatch import Signal

# Sent inside the transaction of a verb, with: action, actor, subject, office, detail. The audit app records it.
acted = Signal()
