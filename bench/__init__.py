"""The benchmark: `make bench` measures the kiosk and the hub, and Chromium showing the same menu in the same run."""
