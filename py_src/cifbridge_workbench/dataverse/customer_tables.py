"""The people: accounts, contacts and users."""

from cifbridge_workbench.dataverse.columns import (
    active_or_not,
    choice,
    flag,
    identifier,
    lookup,
    memo,
    number,
    owner,
    text,
    times,
)
from cifbridge_workbench.dataverse.schema import Collection, Kind, Table, by_name

_ADDRESS = (
    text("address1_line1", "Address 1: Street 1", 250),
    text("address1_city", "Address 1: City", 80),
    text("address1_stateorprovince", "Address 1: State/Province", 50),
    text("address1_postalcode", "Address 1: ZIP/Postal Code", 20),
    text("address1_country", "Address 1: Country/Region", 80),
)
_CONTACT_METHODS = {1: "Any", 2: "Email", 3: "Phone", 4: "Fax", 5: "Mail"}

ACCOUNT = Table(
    logical_name="account",
    schema_name="Account",
    entity_set="accounts",
    label="Account",
    plural="Accounts",
    primary_id="accountid",
    primary_name="name",
    type_code=1,
    columns=by_name(
        (
            identifier("accountid", "Account"),
            text("name", "Account Name", 160),
            text("accountnumber", "Account Number", 20),
            text("telephone1", "Main Phone", 50),
            text("telephone2", "Other Phone", 50),
            text("fax", "Fax", 50),
            text("emailaddress1", "Email", 100),
            text("websiteurl", "Website", 200),
            number("numberofemployees", "Number of Employees"),
            choice(
                "industrycode",
                "Industry",
                {
                    1: "Accounting",
                    7: "Consulting",
                    9: "Consumer Services",
                    12: "Distributors, Dispatchers and Processors",
                    15: "Equipment Rental",
                    16: "Financial",
                    17: "Food and Tobacco Processing",
                    33: "Wholesale",
                },
            ),
            choice("accountcategorycode", "Category", {1: "Preferred Customer", 2: "Standard"}),
            memo("description", "Description"),
            *_ADDRESS,
            lookup("primarycontactid", "Primary Contact", {"primarycontactid": "contact"}),
            lookup("parentaccountid", "Parent Account", {"parentaccountid": "account"}),
            owner(),
            *active_or_not(),
            *times(),
        )
    ),
    collections={
        "contact_customer_accounts": Collection(table="contact", column="parentcustomerid"),
        "incident_customer_accounts": Collection(table="incident", column="customerid"),
        "account_parent_account": Collection(table="account", column="parentaccountid"),
        "account_master_account": Collection(table="account", column="parentaccountid"),
        "Account_Phonecalls": Collection(table="phonecall", column="regardingobjectid"),
        "Account_Tasks": Collection(table="task", column="regardingobjectid"),
    },
)

CONTACT = Table(
    logical_name="contact",
    schema_name="Contact",
    entity_set="contacts",
    label="Contact",
    plural="Contacts",
    primary_id="contactid",
    primary_name="fullname",
    type_code=2,
    columns=by_name(
        (
            identifier("contactid", "Contact"),
            text("fullname", "Full Name", 160, read_only=True),
            text("firstname", "First Name", 50),
            text("lastname", "Last Name", 50),
            text("salutation", "Salutation", 100),
            text("jobtitle", "Job Title", 100),
            text("department", "Department", 100),
            text("emailaddress1", "Email", 100),
            text("telephone1", "Business Phone", 50),
            text("telephone2", "Home Phone", 50),
            text("mobilephone", "Mobile Phone", 50),
            text("fax", "Fax", 50),
            choice(
                "preferredcontactmethodcode",
                "Preferred Method of Contact",
                _CONTACT_METHODS,
                1,
            ),
            flag("donotphone", "Do not allow Phone Calls", no="Allow", yes="Do Not Allow"),
            flag("donotemail", "Do not allow Emails", no="Allow", yes="Do Not Allow"),
            memo("description", "Description"),
            *_ADDRESS,
            lookup(
                "parentcustomerid",
                "Company Name",
                {
                    "parentcustomerid_account": "account",
                    "parentcustomerid_contact": "contact",
                },
                kind=Kind.CUSTOMER,
                cascade=True,
            ),
            owner(),
            *active_or_not(),
            *times(),
        )
    ),
    collections={
        "account_primary_contact": Collection(table="account", column="primarycontactid"),
        "contact_customer_contacts": Collection(table="contact", column="parentcustomerid"),
        "incident_customer_contacts": Collection(table="incident", column="customerid"),
        "Contact_Phonecalls": Collection(table="phonecall", column="regardingobjectid"),
        "Contact_Tasks": Collection(table="task", column="regardingobjectid"),
    },
)

SYSTEMUSER = Table(
    logical_name="systemuser",
    schema_name="SystemUser",
    entity_set="systemusers",
    label="User",
    plural="Users",
    primary_id="systemuserid",
    primary_name="fullname",
    type_code=8,
    columns=by_name(
        (
            identifier("systemuserid", "User"),
            text("fullname", "Full Name", 200, read_only=True),
            text("firstname", "First Name", 256),
            text("lastname", "Last Name", 256),
            text("domainname", "User Name", 1024),
            text("internalemailaddress", "Primary Email", 100),
            text("address1_telephone1", "Main Phone", 64),
            text("mobilephone", "Mobile Phone", 64),
            text("title", "Title", 128),
            flag("isdisabled", "Status", no="Enabled", yes="Disabled"),
            *times(),
        )
    ),
)
