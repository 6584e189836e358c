"""Facts about one app: what it is, does, says and was declared to be. Knows no law and no SDK names."""
