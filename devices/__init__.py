"""Devices: drivers behind keepers. `devices.manager` is the door for the rest of the program."""
