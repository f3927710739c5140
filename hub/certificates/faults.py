class PaperFault(Exception):
    """This machine cannot make papers: its font, its key or its SM2 is missing."""
