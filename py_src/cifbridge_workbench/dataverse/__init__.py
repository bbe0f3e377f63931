"""A stand-in for Dataverse: Dynamics' records in SQLite, asked as its Web API is."""

from cifbridge_workbench.dataverse.database import Dataverse, Page
from cifbridge_workbench.dataverse.errors import DataverseError
from cifbridge_workbench.dataverse.seed import Seed, read_seed, seed_of

__all__ = ["Dataverse", "DataverseError", "Page", "Seed", "read_seed", "seed_of"]
