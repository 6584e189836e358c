"""The law as data, and the pure judge."""
