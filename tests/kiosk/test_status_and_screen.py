"""`python -m kiosk status` says what the screen says, in every service mode."""



