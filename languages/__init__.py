"""The languages that residents and staff read: data, below every other package."""
