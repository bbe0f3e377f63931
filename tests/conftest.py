from hypothesis import settings

# How long an example takes is the machine's business.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["cifbridge_workbench.pytest_plugin"]
