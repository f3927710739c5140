"""The kinds of line that `devices.transports` opens."""
