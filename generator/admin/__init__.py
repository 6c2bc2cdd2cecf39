"""The editor in the browser, for people who do not use git."""
