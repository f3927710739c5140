"""The kiosk's behaviour: visits and their pages, without a window and without hardware."""
