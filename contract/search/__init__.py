"""Search in everyday words: ranks what a catalogue offers for what somebody has typed so far.

The index imports nothing of the project; `entries` puts a catalogue into it, the same for the kiosk and the web pages.
"""
