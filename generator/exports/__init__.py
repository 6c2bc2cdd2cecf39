"""The publication in the forms that other programs read: citations, tags, feeds, embeds, cards, open data."""
