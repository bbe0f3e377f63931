/** @import { Attribute, Dataverse, Definition, Row } from "./dataverse.js" */
import { guid, InvalidParameter } from "./dataverse.js";

/**
 * What openForm asks for.
 *
 * @typedef {object} FormRequest
 * @property {string} entity
 * @property {string | null} recordId null: a new row
 * @property {Row} values as the Web API takes them
 * @property {Record<string, string>} references names of the records that lookups lead to
 */

/** Metadata's numbers for columns that lead to other records. */
const CUSTOMER = 1;
const LOOKUP = 6;

/**
 * Reads the two texts of openForm as far as the table's definition goes.
 *
 * @param {Dataverse} dataverse
 * @param {unknown} options JSON text
 * @param {unknown} parameters JSON text
 * @returns {Promise<FormRequest>}
 */
export async function readFormRequest(dataverse, options, parameters) {
  const { entityName, entityId } = parsed(options, "entityFormOptions");
  const given = parsed(parameters ?? "{}", "entityFormParameters");
  if (typeof entityName !== "string") throw new InvalidParameter("entityName is missing");
  const definition = await dataverse.metadata(entityName);
  /** @type {FormRequest} */
  const request = {
    entity: entityName,
    recordId: entityId ? guid(entityId) : null,
    values: {},
    references: {},
  };
  for (const [name, value] of Object.entries(given)) {
    const attribute = columnNamed(definition, name);
    if (!attribute) {
      if (belongsToLookup(definition, name)) continue;
      throw new InvalidParameter(`${entityName} has no column ${name}`);
    }
    if (attribute.AttributeType !== CUSTOMER && attribute.AttributeType !== LOOKUP) {
      request.values[name] = value;
      continue;
    }
    const reference = referenceIn(given, name);
    const { EntitySetName } = await dataverse.table(reference.entityType);
    const property = navigationProperty(definition, attribute, reference.entityType);
    request.values[`${property}@odata.bind`] = `/${EntitySetName}(${guid(reference.id)})`;
    request.references[name] = reference.name;
  }
  return request;
}

/**
 * A lookup is a list with one record, or three parameters: `x`, `xname`, `xtype`.
 *
 * @param {Row} given
 * @param {string} name
 */
function referenceIn(given, name) {
  const value = given[name];
  const one = Array.isArray(value) ? value[0] : value;
  const {
    entityType,
    id,
    name: title,
  } = typeof one === "object" && one !== null
    ? one
    : { entityType: given[`${name}type`], id: one, name: given[`${name}name`] };
  if (typeof entityType !== "string") throw new InvalidParameter(`${name} lacks its table`);
  return { entityType, id, name: String(title ?? id) };
}

/**
 * @param {Definition} definition
 * @param {string} name
 */
function belongsToLookup(definition, name) {
  const lookup = name.match(/^(.+)(?:name|type)$/)?.[1];
  return lookup !== undefined && columnNamed(definition, lookup) !== undefined;
}

/**
 * @param {Definition} definition
 * @param {string} name
 */
function columnNamed({ Attributes }, name) {
  return Attributes.find(({ LogicalName }) => LogicalName === name);
}

/**
 * Lookups that lead to several tables have a property for each.
 *
 * @param {Definition} definition
 * @param {Attribute} attribute
 * @param {string} target
 */
function navigationProperty(
  { LogicalName: table },
  { LogicalName: column, AttributeType },
  target,
) {
  if (AttributeType === CUSTOMER) return `${column}_${target}`;
  return column === "regardingobjectid" ? `${column}_${target}_${table}` : column;
}

/**
 * @param {unknown} text
 * @param {string} name
 * @returns {Row}
 */
function parsed(text, name) {
  if (typeof text !== "string") throw new InvalidParameter(`${name} is not JSON text`);
  const value = JSON.parse(text || "{}");
  if (typeof value !== "object" || value === null) {
    throw new InvalidParameter(`${name} is not a JSON object`);
  }
  return value;
}
