"""Search in everyday words: ranks what a catalogue offers for what somebody has typed so far.

It imports nothing of the project, so that a phone's page can search in the same way as the kiosk.
"""
