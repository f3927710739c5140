"""Our own line drawings, on a grid of 24 with one stroke. `python -m screens.icons.draw` makes the PNG files."""
