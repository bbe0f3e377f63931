"""What the repository alone has: its checks, its tests, its packages. No wheel holds it."""
