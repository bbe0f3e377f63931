"""What `serve` and the browser tests serve: the workbench's page, and the socket to its host."""
