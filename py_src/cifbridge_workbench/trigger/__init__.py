"""``trigger``: what an agent or the host would do, on request, in a workbench that runs."""
