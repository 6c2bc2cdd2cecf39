"""Pictures of facts as SVG, drawn when the site is made."""
