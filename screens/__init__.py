"""Draws the pages of `kiosk.pages` with Kivy and returns the resident's answers. No other package imports Kivy."""
