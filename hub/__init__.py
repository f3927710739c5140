"""The hub: catalogue, cases, queue numbers and kiosks behind one HTTP interface. It meets the kiosk in `contract`."""
