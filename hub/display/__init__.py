"""The display board in the hall: numbers and windows, shown and spoken."""
