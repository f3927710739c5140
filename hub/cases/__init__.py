"""Submissions taken in exactly once, and how they go on."""
