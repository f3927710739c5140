"""The mark behind what is being typed."""

CARET = "|"
