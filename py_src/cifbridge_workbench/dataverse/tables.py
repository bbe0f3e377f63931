"""Every table that the stand-in has."""

from cifbridge_workbench.dataverse.activity_tables import (
    ACTIVITYPARTY,
    CONVERSATION,
    PHONECALL,
    TASK,
)
from cifbridge_workbench.dataverse.channel_tables import (
    CHANNELPROVIDER,
    KPIEVENTDATA,
    KPIEVENTDEFINITION,
)
from cifbridge_workbench.dataverse.customer_tables import ACCOUNT, CONTACT, SYSTEMUSER
from cifbridge_workbench.dataverse.errors import no_resource, no_table
from cifbridge_workbench.dataverse.schema import Table
from cifbridge_workbench.dataverse.service_tables import INCIDENT, KNOWLEDGEARTICLE

TABLES = {
    table.logical_name: table
    for table in (
        SYSTEMUSER,
        ACCOUNT,
        CONTACT,
        INCIDENT,
        KNOWLEDGEARTICLE,
        PHONECALL,
        TASK,
        CONVERSATION,
        ACTIVITYPARTY,
        CHANNELPROVIDER,
        KPIEVENTDEFINITION,
        KPIEVENTDATA,
    )
}
ENTITY_SETS = {table.entity_set: table for table in TABLES.values()}


def table_named(logical_name: str) -> Table:
    """Finds a table by its logical name.

    Raises:
        DataverseError: There is none.
    """
    if logical_name not in TABLES:
        raise no_table(logical_name)
    return TABLES[logical_name]


def table_of_set(entity_set: str) -> Table:
    """Finds a table by its name in addresses.

    Raises:
        DataverseError: There is none.
    """
    if entity_set not in ENTITY_SETS:
        raise no_resource(entity_set)
    return ENTITY_SETS[entity_set]
