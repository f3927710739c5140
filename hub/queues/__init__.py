"""Queue numbers: reserved, printed, then confirmed."""
