"""The technician's journeys, with the same kinds of page as a resident's visit."""
