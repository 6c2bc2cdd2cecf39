"""The site on this machine: built again on every save, and shown anew in every browser that has it open."""
