"""Lights at the kiosk: one is on while a card or a paper lies there that somebody has yet to take."""
