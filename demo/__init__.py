"""The demonstration: simulators in place of hardware, and a robot that walks the kiosk by real clicks."""
