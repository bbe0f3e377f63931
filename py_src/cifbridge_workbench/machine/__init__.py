"""The developer's machine: its tools, programs and folders, and what its terminal shows."""
