"""The audit log: who did what and who read what, in chains of keyed hashes that show every change, gap and cut."""
