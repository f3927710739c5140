"""The configuration: its shape, its defaults, and a loader that tells every problem at once."""
