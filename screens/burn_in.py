"""Against burn-in: what stands for hours moves by a little, and comes back to where it was after some minutes."""

from time import monotonic

from screens.theme import ScreenTheme

MOVES_EVERY = 120.0  # seconds
_MM = 1.5
_WAY = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))


def offset(theme: ScreenTheme) -> tuple[int, int]:
    """Returns by how many pixels to the right and up what stands there is moved now."""
    across, up = _WAY[int(monotonic() / MOVES_EVERY) % len(_WAY)]
    return theme.mm(across * _MM), theme.mm(up * _MM)
