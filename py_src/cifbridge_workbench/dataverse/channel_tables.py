"""The Channel Integration Framework's own tables: providers and KPI events."""

from cifbridge_workbench.dataverse.columns import (
    active_or_not,
    choice,
    flag,
    identifier,
    moment,
    number,
    owner,
    text,
    times,
)
from cifbridge_workbench.dataverse.schema import Table, by_name

SYSTEM_EVENT = 100000000
CUSTOM_EVENT = 100000001

CHANNELPROVIDER = Table(
    logical_name="msdyn_channelprovider",
    schema_name="msdyn_channelprovider",
    entity_set="msdyn_channelproviders",
    label="Channel Provider",
    plural="Channel Providers",
    primary_id="msdyn_channelproviderid",
    primary_name="msdyn_name",
    type_code=10301,
    custom=True,
    columns=by_name(
        (
            identifier("msdyn_channelproviderid", "Channel Provider"),
            text("msdyn_name", "Name", 100),
            text("msdyn_label", "Label", 100),
            text("msdyn_uniquename", "Unique Name", 128),
            text("msdyn_channelurl", "Channel URL", 1024),
            text("msdyn_trusteddomain", "Trusted Domain", 2000),
            text("msdyn_customparams", "Custom Parameters", 2000),
            number("msdyn_sortorder", "Channel Order"),
            choice("msdyn_apiversion", "API Version", {162450000: "2.0"}, 162450000),
            flag("msdyn_enableoutbound", "Enable Outbound Communication"),
            flag("msdyn_enableanalytics", "Enable Analytics"),
            owner(),
            *active_or_not(),
            *times(),
        )
    ),
)

KPIEVENTDEFINITION = Table(
    logical_name="msdyn_kpieventdefinition",
    schema_name="msdyn_kpieventdefinition",
    entity_set="msdyn_kpieventdefinitions",
    label="KPI Event Definition",
    plural="KPI Event Definitions",
    primary_id="msdyn_kpieventdefinitionid",
    primary_name="msdyn_name",
    type_code=10305,
    custom=True,
    columns=by_name(
        (
            identifier("msdyn_kpieventdefinitionid", "KPI Event Definition"),
            text("msdyn_name", "Name", 100, required=True),
            text("msdyn_eventdisplayname", "Event Display Name", 100, required=True),
            text("msdyn_eventdescription", "Event Description", 1000),
            choice(
                "msdyn_eventtype",
                "Event Type",
                {SYSTEM_EVENT: "System", CUSTOM_EVENT: "Custom"},
                CUSTOM_EVENT,
            ),
            owner(),
            *active_or_not(),
            *times(),
        )
    ),
)

KPIEVENTDATA = Table(
    logical_name="msdyn_kpieventdata",
    schema_name="msdyn_kpieventdata",
    entity_set="msdyn_kpieventsdata",
    label="KPI Event Data",
    plural="KPI Event Data",
    primary_id="msdyn_kpieventdataid",
    primary_name="msdyn_name",
    type_code=10304,
    custom=True,
    columns=by_name(
        (
            identifier("msdyn_kpieventdataid", "KPI Event Data"),
            text("msdyn_name", "Name", 100, required=True),
            text("msdyn_kpieventid", "KPI Event Id", 100, required=True),
            text("msdyn_kpieventname", "KPI Event Name"),
            text("msdyn_kpieventreason", "KPI Event Reason"),
            text("msdyn_conversationid", "Conversation Id"),
            text("msdyn_clientsessionid", "Client Session Id"),
            text("msdyn_providersessionid", "Provider Session Id"),
            text("msdyn_participantid", "Participant Id"),
            text("msdyn_externalcorrelationid", "External Correlation Id"),
            text("msdyn_providerid", "Provider Id"),
            text("msdyn_sessionid", "Session Id"),
            text("msdyn_cifsessionid", "CIF Session Id"),
            *(
                text(f"msdyn_customattribute{index}", f"Custom Attribute {index}")
                for index in range(1, 6)
            ),
            text("msdyn_additionaldata", "Additional Data", 2000),
            moment("msdyn_eventtimestamp", "Event Timestamp"),
            owner(),
            *active_or_not(),
            *times(),
        )
    ),
)
