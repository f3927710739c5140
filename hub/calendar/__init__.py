"""Working days, special days and office calendars."""
