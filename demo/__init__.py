"""The demonstration: simulators in place of hardware, and a robot that walks through the kiosk by real clicks."""
