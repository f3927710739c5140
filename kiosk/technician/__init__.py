"""What a technician does at the kiosk, with the same kinds of page as a resident's visit."""
