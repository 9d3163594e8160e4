"""What a change of figures would do, before anybody adopts it: counted over the register and the open claims.

``households.py`` reads whom it concerns, ``verdicts.py`` lets the rules speak twice, ``tally.py`` counts, ``run.py`` is
the job. What is stored is counts and sums alone; ``view.py`` hides the small ones from whoever may not see cases.
"""

from portal.policy.impact.run import count

__all__ = ["count"]
