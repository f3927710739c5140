"""The residents' own pages: rendered here, for phones first, read without a script and without logging in."""
