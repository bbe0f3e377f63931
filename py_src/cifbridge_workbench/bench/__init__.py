"""``build.py bench``: how fast widgets start and call, beside other ways to run the same."""
