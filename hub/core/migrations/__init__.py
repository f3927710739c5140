"""Helpers of the apps' migrations."""
