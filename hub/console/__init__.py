"""The staff console: pages served by the hub itself, for whoever works behind the kiosks."""
