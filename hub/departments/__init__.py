"""Departments' own systems: cases go out to them as signed messages, and their answers come in."""
