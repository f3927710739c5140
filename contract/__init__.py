"""The messages that the kiosk and the hub speak, and the checking of answers against a form."""
