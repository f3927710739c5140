"""Names of what a kiosk reports beside its devices, for the hub to tell apart. They import nothing: the first page
waits for no messages."""

STAFF_CALL = "staff-call"  # somebody calls for staff; the detail is the kind of page
CARD_LEFT = "card-left"  # somebody has gone without the card
