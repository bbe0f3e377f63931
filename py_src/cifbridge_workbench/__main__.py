"""Entry point of ``python -m cifbridge_workbench``."""

from cifbridge_workbench.cli import main

if __name__ == "__main__":
    main()
