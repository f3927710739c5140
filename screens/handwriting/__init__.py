"""Handwriting: the strokes of a word become the characters that they may mean, in a process of its own.

Nothing of one visit is left for the next: the process ends with the visit, and the model does not learn.
"""

from collections.abc import Sequence

Stroke = Sequence[tuple[float, float]]  # points from the top left
