"""The editor in the browser: its format, its forms, and what is on disk after a save."""
