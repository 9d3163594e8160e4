"""The staff pages for cases inside the Wagtail admin: queue, application page, verification, proposal, decision.

Views read through ``for_user()`` querysets and :mod:`portal.cases.queries` and write through ``cases.actions`` only.
What a person may see is settled in :mod:`.access`, what they may do by :mod:`portal.cases.authority`, asked again by
every verb.
"""
