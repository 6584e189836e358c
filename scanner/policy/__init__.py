"""A privacy policy: fetched bytes in, numbered paragraphs and what they state out."""
