"""From a widget's folder to the static site that an agent's browser loads."""
