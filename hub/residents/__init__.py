"""People and what is known of them: every fact with its source and its time, sealed at rest."""
