"""What an editor shows while somebody types: pure functions over a project and a text, and one thin server."""
