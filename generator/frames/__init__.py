"""Frames: what a builder puts around the blocks of generated pages, made once and filled many times."""
