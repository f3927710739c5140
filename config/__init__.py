"""The configuration: its shape, its defaults, and a loader that reports every problem at once."""
