"""Programs for the Makefile: set-up, fonts and catalogues. Nothing here is part of the program that runs."""
