"""The same facts built by Disputed, plain MkDocs, Zensical, Hugo and Eleventy, side by side."""
