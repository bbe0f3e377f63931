"""A softphone for Dynamics 365, written with cifbridge: the sample widget."""

import cifbridge


async def main() -> None:
    """Connect to Dynamics and show the panel."""
    # The panel needs a page; the rest of the package can be imported and tested without one.
    from .panel import Panel

    cif = await cifbridge.connect()
    panel = Panel(cif)
    await panel.greet()
    await panel.show_outcomes()
