"""The first set-up of a hub: its one-time code, its steps, and what they write."""
