"""The registry: filings, submissions, scans and reports, and the people who work with them (Django)."""
