"""The pages: short views that ask selectors and call services, and their templates."""
