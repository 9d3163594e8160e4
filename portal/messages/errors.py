"""What a handler or gateway raises to say more than "try again"."""


class OutcomeUnknown(Exception):
    """The message may or may not have left (a time-out after sending): it is not sent again by itself."""


class PermanentFailure(Exception):
    """Trying again cannot help: the number does not exist, the gateway is not configured."""


class Postponed(Exception):
    """Not now: the item waits without counting an attempt, however long what it waits for takes."""


class UnknownGateway(PermanentFailure):
    """SMS_GATEWAY names no gateway. The message lists the known ones."""
