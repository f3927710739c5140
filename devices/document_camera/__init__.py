"""Document cameras: they look down on a desk, and take pictures of the papers there."""
