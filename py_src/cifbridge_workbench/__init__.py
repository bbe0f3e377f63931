"""The developer's side of cifbridge: bundler, development server, workbench and tests."""
