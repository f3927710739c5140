"""Registered kiosks, their tokens and what they last said of themselves."""
