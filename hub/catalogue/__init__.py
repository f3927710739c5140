"""The catalogue of items and services, edited by administrators and published in versions."""
