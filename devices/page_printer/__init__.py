"""Printers of whole pages, A4: they take a PDF."""
