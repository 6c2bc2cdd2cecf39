"""Storing an article: from a file as it was received to text, metadata and addresses in `seeds/`."""
