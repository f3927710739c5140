"""What residents can apply for and queue for, edited by administrators and published in versions."""
