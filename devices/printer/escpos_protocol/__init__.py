"""The ESC/POS language, without a port: a document into bytes, and a printer's bytes into answers."""
