"""The batch evaluator: many households at once, from the trees the single evaluator uses, with the same answers.

`get_manager().batch(keys, on=day, office_chain=chain)` makes a `BatchProgram`; `frames_from_facts` the frames of
households whose facts are at hand.
"""

from .frames import frames_from_facts
from .households import FrameError
from .program import BatchProgram, Outcome
from .programs import Programs

__all__ = ["BatchProgram", "FrameError", "Outcome", "Programs", "frames_from_facts"]
