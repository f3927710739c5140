"""The staff console: pages served by the hub itself, for anyone who works behind the kiosks."""
