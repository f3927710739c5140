"""Puts the kiosk on a Debian 12 machine. Runs on Debian's bare Python: standard library only."""
