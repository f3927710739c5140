"""Draws the pages of `kiosk.pages` with Kivy and hands back what the resident answers. Nothing else imports Kivy."""
