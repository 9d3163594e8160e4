"""Applications and their claims, from the door to the decision (R2, R3, R5, R8).

Reading order: ``lifecycle.py`` (the states and who moves them), ``actions/`` (one verb per module; only verbs write),
``facts.py`` (what the rules see), ``clocks.py`` (working-day limits), ``letters/`` (numbered PDFs), ``queries.py``
(what the applicant and the officers read).
"""
