"""What happened: phone calls, tasks and conversations, and who took part."""

from cifbridge_workbench.dataverse.columns import (
    choice,
    flag,
    identifier,
    lookup,
    memo,
    moment,
    number,
    owner,
    state_and_status,
    text,
    times,
)
from cifbridge_workbench.dataverse.schema import Collection, Column, Table, by_name

_STATES = {0: "Open", 1: "Completed", 2: "Canceled"}
_PRIORITIES = {0: "Low", 1: "Normal", 2: "High"}
_REGARDING = ("account", "contact", "incident", "knowledgearticle")


def _regarding(activity: str, *, short_names: bool = False) -> Column:
    # Microsoft's sample widget binds a conversation's case by the name without the suffix.
    navigation = {f"regardingobjectid_{table}_{activity}": table for table in _REGARDING}
    if short_names:
        navigation |= {f"regardingobjectid_{table}": table for table in _REGARDING}
    return lookup("regardingobjectid", "Regarding", navigation, cascade=True)


def _parties(activity: str) -> dict[str, Collection]:
    name = f"{activity}_activity_parties"
    return {name: Collection(table="activityparty", column="activityid")}


PHONECALL = Table(
    logical_name="phonecall",
    schema_name="PhoneCall",
    entity_set="phonecalls",
    label="Phone Call",
    plural="Phone Calls",
    primary_id="activityid",
    primary_name="subject",
    type_code=4210,
    activity=True,
    columns=by_name(
        (
            identifier("activityid", "Phone Call"),
            text("subject", "Subject", 200),
            memo("description", "Description"),
            text("phonenumber", "Phone Number", 200),
            flag("directioncode", "Direction", no="Incoming", yes="Outgoing", default=True),
            flag("leftvoicemail", "Left Voice Mail"),
            choice("prioritycode", "Priority", _PRIORITIES, 1),
            moment("actualstart", "Actual Start"),
            moment("actualend", "Actual End"),
            number("actualdurationminutes", "Duration"),
            moment("scheduledstart", "Start Date"),
            moment("scheduledend", "Due Date"),
            _regarding("phonecall"),
            owner(),
            *state_and_status(
                _STATES, {1: (0, "Open"), 2: (1, "Made"), 3: (2, "Canceled"), 4: (1, "Received")}
            ),
            *times(),
        )
    ),
    collections=_parties("phonecall"),
)

TASK = Table(
    logical_name="task",
    schema_name="Task",
    entity_set="tasks",
    label="Task",
    plural="Tasks",
    primary_id="activityid",
    primary_name="subject",
    type_code=4212,
    activity=True,
    columns=by_name(
        (
            identifier("activityid", "Task"),
            text("subject", "Subject", 200),
            memo("description", "Description"),
            choice("prioritycode", "Priority", _PRIORITIES, 1),
            number("percentcomplete", "Percent Complete"),
            moment("scheduledstart", "Start Date"),
            moment("scheduledend", "Due Date"),
            moment("actualend", "Actual End"),
            number("actualdurationminutes", "Duration"),
            _regarding("task"),
            owner(),
            *state_and_status(
                _STATES,
                {
                    2: (0, "Not Started"),
                    3: (0, "In Progress"),
                    4: (0, "Waiting on someone else"),
                    5: (1, "Completed"),
                    6: (2, "Canceled"),
                    7: (0, "Deferred"),
                },
                status=2,
            ),
            *times(),
        )
    ),
    collections=_parties("task"),
)

CONVERSATION = Table(
    logical_name="msdyn_ocliveworkitem",
    schema_name="msdyn_ocliveworkitem",
    entity_set="msdyn_ocliveworkitems",
    label="Conversation",
    plural="Conversations",
    primary_id="activityid",
    primary_name="subject",
    type_code=10592,
    activity=True,
    custom=True,
    columns=by_name(
        (
            identifier("activityid", "Conversation"),
            text("subject", "Subject", 400),
            text("msdyn_title", "Title", 1000),
            memo("description", "Description"),
            choice("prioritycode", "Priority", _PRIORITIES, 1),
            choice(
                "msdyn_channel",
                "Channel",
                {
                    192340000: "SMS",
                    192350002: "Custom messaging",
                    192360000: "Live chat",
                    192440000: "Voice call",
                },
            ),
            moment("msdyn_startedon", "Started On"),
            moment("msdyn_closedon", "Closed On"),
            lookup(
                "msdyn_customer",
                "Customer",
                {
                    "msdyn_customer_msdyn_ocliveworkitem_account": "account",
                    "msdyn_customer_msdyn_ocliveworkitem_contact": "contact",
                },
            ),
            lookup(
                "msdyn_activeagentid",
                "Active Agent",
                {"msdyn_activeagentid_msdyn_ocliveworkitem": "systemuser"},
            ),
            lookup("msdyn_issueid", "Issue", {"msdyn_issueid_msdyn_ocliveworkitem": "incident"}),
            _regarding("msdyn_ocliveworkitem", short_names=True),
            owner(),
            *state_and_status(
                {0: "Open", 1: "Closed"},
                {
                    1: (0, "Open"),
                    2: (0, "Active"),
                    3: (0, "Waiting"),
                    4: (1, "Closed"),
                    5: (0, "Wrap-up"),
                },
            ),
            *times(),
        )
    ),
    collections=_parties("msdyn_ocliveworkitem"),
)

ACTIVITYPARTY = Table(
    logical_name="activityparty",
    schema_name="ActivityParty",
    entity_set="activityparties",
    label="Activity Party",
    plural="Activity Parties",
    primary_id="activitypartyid",
    primary_name="partyidname",
    type_code=135,
    columns=by_name(
        (
            identifier("activitypartyid", "Activity Party"),
            text("partyidname", "Party", 400, read_only=True),
            text("addressused", "Address", 320),
            choice(
                "participationtypemask",
                "Participation Type",
                {
                    1: "Sender",
                    2: "To Recipient",
                    3: "CC Recipient",
                    4: "BCC Recipient",
                    5: "Required attendee",
                    6: "Optional attendee",
                    7: "Organizer",
                    8: "Regarding",
                    9: "Owner",
                    10: "Resource",
                    11: "Customer",
                },
            ),
            lookup(
                "partyid",
                "Party",
                {f"partyid_{table}": table for table in ("account", "contact", "systemuser")},
            ),
            lookup(
                "activityid",
                "Activity",
                {
                    "activityid_phonecall": "phonecall",
                    "activityid_task": "task",
                    "activityid_msdyn_ocliveworkitem_activityparty": "msdyn_ocliveworkitem",
                },
                cascade=True,
            ),
        )
    ),
)
