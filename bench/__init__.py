"""Made-up publications of any size, and what it costs to check, generate and build them."""
