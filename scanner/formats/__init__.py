"""Readers of file formats: bytes in, plain data out, no opinions. Third-party parser types stop here."""
