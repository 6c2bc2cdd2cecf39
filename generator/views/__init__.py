"""What each page shows. Every decision is taken here; the templates only lay it out."""
