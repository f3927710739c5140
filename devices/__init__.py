"""Devices: drivers behind workers. The rest of the program uses `devices.manager`."""
