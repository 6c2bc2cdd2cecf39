"""Checking again with as little work as possible: what no file changed is remembered, and the rest is shared out."""
