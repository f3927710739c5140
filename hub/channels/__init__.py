"""Questions and their answers, the call log, reviews, notices by area and group, the directory and its requests."""
