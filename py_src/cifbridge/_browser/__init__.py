"""The only folder that touches JavaScript; only `connection.py` imports it."""
