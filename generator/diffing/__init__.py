"""What a change does to the publication: two revisions compiled, compared and put before a reviewer."""
