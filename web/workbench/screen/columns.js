/** @import { Attribute, Definition, Row } from "../types.js" */

/**
 * A column as the screen shows it.
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {string} label
 * @property {string} key of the value in a row
 * @property {Type | undefined} type
 * @property {boolean} phone
 * @property {boolean} editable
 * @property {{text: string, value: number}[]} choices
 */

/** What a list of the table shows; others show the name and the time they were made. */
const LISTS = new Map(
  Object.entries({
    account: ["name", "telephone1", "address1_city", "primarycontactid"],
    contact: ["fullname", "jobtitle", "telephone1", "emailaddress1"],
    incident: ["title", "ticketnumber", "customerid", "prioritycode"],
    knowledgearticle: ["title", "articlepublicnumber", "publishon"],
    phonecall: ["subject", "phonenumber", "regardingobjectid", "statecode"],
  }),
);

/** What a form of the table shows; others show every column that can be written. */
const FORMS = new Map(
  Object.entries({
    account: [
      ...["name", "accountnumber", "telephone1", "emailaddress1", "websiteurl", "industrycode"],
      ...["address1_line1", "address1_city", "primarycontactid", "description"],
    ],
    contact: [
      ...["firstname", "lastname", "jobtitle", "parentcustomerid", "telephone1", "mobilephone"],
      ...["emailaddress1", "preferredcontactmethodcode", "address1_city", "description"],
    ],
    incident: [
      ...["title", "ticketnumber", "customerid", "primarycontactid", "prioritycode"],
      ...["caseorigincode", "casetypecode", "description"],
    ],
  }),
);

/** @typedef {"Boolean" | "DateTime" | "Lookup" | "Memo" | "Number" | "Picklist" | "String"} Type */

/**
 * What a column holds, by the number that metadata gives; a form shows no others.
 *
 * @type {Map<string, Type>}
 */
const TYPES = new Map(
  Object.entries({
    0: "Boolean",
    1: "Lookup",
    2: "DateTime",
    3: "Number",
    5: "Number",
    6: "Lookup",
    7: "Memo",
    8: "Number",
    9: "Lookup",
    11: "Picklist",
    14: "String",
  }),
);
/** Written by the system alone. */
const READ_ONLY = new Set(["createdon", "fullname", "modifiedon"]);
const PHONE = /phone/;
const FORMATTED = "@OData.Community.Display.V1.FormattedValue";
const TARGET = "@Microsoft.Dynamics.CRM.lookuplogicalname";

/** @param {Definition} definition */
export function listColumns(definition) {
  const chosen = LISTS.get(definition.LogicalName) ?? [
    definition.PrimaryNameAttribute,
    "createdon",
  ];
  return named(definition, chosen);
}

/** @param {Definition} definition */
export function formColumns(definition) {
  const chosen = FORMS.get(definition.LogicalName);
  if (chosen) return named(definition, chosen);
  return definition.Attributes.map(column).filter(({ editable }) => editable);
}

/**
 * The value as people read it.
 *
 * @param {Row} row
 * @param {Column} column
 */
export function shownValue(row, { key }) {
  return String(row[key + FORMATTED] ?? row[key] ?? "");
}

/**
 * The record that a lookup leads to.
 *
 * @param {Row} row
 * @param {Column} column
 * @returns {{etn: string, id: string} | null}
 */
export function lookedUp(row, { key }) {
  const etn = row[key + TARGET];
  const id = row[key];
  return typeof etn === "string" && typeof id === "string" ? { etn, id } : null;
}

/**
 * @param {Definition} definition
 * @param {string[]} names
 */
function named({ Attributes }, names) {
  return names
    .map((name) => Attributes.find(({ LogicalName }) => LogicalName === name))
    .filter((attribute) => attribute !== undefined)
    .map(column);
}

/**
 * @param {Attribute} attribute
 * @returns {Column}
 */
function column({ LogicalName: name, DisplayName: label, AttributeType, OptionSet }) {
  const type = TYPES.get(String(AttributeType));
  return {
    name,
    label,
    key: type === "Lookup" ? `_${name}_value` : name,
    type,
    phone: type === "String" && PHONE.test(name),
    editable: type !== undefined && type !== "Lookup" && !READ_ONLY.has(name),
    choices: Object.values(OptionSet ?? {}),
  };
}
