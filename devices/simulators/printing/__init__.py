"""The inside of a simulated receipt printer: what it understands, and the paper it prints on."""
