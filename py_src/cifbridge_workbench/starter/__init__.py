"""``new``: a small widget to begin with, as a project of its own."""
