"""The built site looked at by tools that others wrote: run with `make audit`, after `make site`."""
