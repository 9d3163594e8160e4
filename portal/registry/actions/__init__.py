"""The verbs of the register."""

from portal.registry.actions.grant_benefit import grant_benefit
from portal.registry.actions.register_household import Registered, register_household

__all__ = ["Registered", "grant_benefit", "register_household"]
