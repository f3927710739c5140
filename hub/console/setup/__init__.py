"""The pages of the first set-up."""
