"""Devices: drivers behind keepers. `devices.front` is the door for the rest of the program."""
