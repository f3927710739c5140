"""My record: all that the hub keeps of a resident, read, corrected, copied and erased by the one whose it is."""
