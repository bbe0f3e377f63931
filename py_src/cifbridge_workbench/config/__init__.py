"""What the developer's TOML files may say, and where in them something is wrong."""
