"""What finds passages for editors. It suggests; nothing here decides whether a quote or a claim is right."""
