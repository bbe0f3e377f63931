"""A stand-in for Dataverse: Dynamics' records in SQLite, asked as its Web API is."""

from cifbridge_workbench.records.database import Dataverse
from cifbridge_workbench.records.errors import DataverseError
from cifbridge_workbench.records.seed import Seed, read_seed, seed_of

__all__ = ["Dataverse", "DataverseError", "Seed", "read_seed", "seed_of"]
