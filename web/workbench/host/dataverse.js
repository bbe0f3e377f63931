/** What the Web API refuses, with its own words. */
export class DataverseError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @typedef {object} Table
 * @property {string} LogicalName
 * @property {string} EntitySetName
 * @property {string} PrimaryIdAttribute
 * @property {string} PrimaryNameAttribute
 */

/**
 * @typedef {object} Attribute
 * @property {string} LogicalName
 * @property {string} DisplayName
 * @property {number} AttributeType
 * @property {Record<string, {text: string, value: number}>} [OptionSet]
 */

/**
 * @typedef {object} TableDetails
 * @property {string} DisplayName
 * @property {string} DisplayCollectionName
 * @property {boolean} IsActivity
 * @property {Attribute[]} Attributes
 */

/** @typedef {Record<string, unknown>} Row */
/** @typedef {Table & TableDetails} Definition */

const ROOT = "/api/data/v9.2/";
const TABLE_COLUMNS = "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute";
/** Values as people read them, and what lookups lead to; the client API asks for them too. */
const ANNOTATIONS = 'odata.include-annotations="*"';
const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/** Dataverse's Web API, by tables' logical names. */
export class Dataverse {
  #changed;
  #root;
  /** @type {Promise<Map<string, Table>> | null} */
  #tables = null;
  /** @type {Map<string, Promise<Definition>>} */
  #definitions = new Map();

  /**
   * @param {() => void} changed some row was written
   * @param {string} [root]
   */
  constructor(changed, root = ROOT) {
    this.#changed = changed;
    this.#root = root;
  }

  /**
   * @param {string} entity
   * @param {string} id
   * @param {string} [query]
   * @returns {Promise<Row>}
   */
  async retrieve(entity, id, query = "") {
    return this.#fetch("GET", await this.#record(entity, id), { query });
  }

  /**
   * @param {string} entity
   * @param {string} query
   * @returns {Promise<Row[]>}
   */
  async query(entity, query) {
    const { EntitySetName } = await this.table(entity);
    const { value } = await this.#fetch("GET", EntitySetName, { query });
    return value;
  }

  /**
   * @param {string} entity
   * @param {unknown} row
   * @returns {Promise<string>} the new row's id
   */
  async create(entity, row) {
    const { EntitySetName, PrimaryIdAttribute } = await this.table(entity);
    const made = await this.#fetch("POST", EntitySetName, { body: row });
    this.#changed();
    return String(made[PrimaryIdAttribute]);
  }

  /**
   * Makes all of the rows, or none.
   *
   * @param {string} entity
   * @param {Row[]} rows
   */
  async createMultiple(entity, rows) {
    const { EntitySetName } = await this.table(entity);
    const type = { "@odata.type": `Microsoft.Dynamics.CRM.${entity}` };
    await this.#fetch("POST", `${EntitySetName}/Microsoft.Dynamics.CRM.CreateMultiple`, {
      body: { Targets: rows.map((row) => ({ ...row, ...type })) },
    });
    this.#changed();
  }

  /**
   * @param {string} entity
   * @param {string} id
   * @param {unknown} changes
   */
  async update(entity, id, changes) {
    // Without If-Match the Web API would make a row that is not there.
    const headers = { "If-Match": "*" };
    await this.#fetch("PATCH", await this.#record(entity, id), { body: changes, headers });
    this.#changed();
  }

  /**
   * @param {string} entity
   * @param {string} id
   */
  async remove(entity, id) {
    await this.#fetch("DELETE", await this.#record(entity, id));
    this.#changed();
  }

  /**
   * The table's definition with those of its columns, in the form that getEntityMetadata gives.
   *
   * @param {string} entity
   * @returns {Promise<Definition>}
   */
  metadata(entity) {
    const known = this.#definitions.get(entity);
    if (known) return known;
    const name = encodeURIComponent(entity.replaceAll("'", "''"));
    const path = `EntityDefinitions(LogicalName='${name}')`;
    /** @type {Promise<Definition>} */
    const asked = this.#fetch("GET", path, { query: "?attributes=*" });
    this.#definitions.set(entity, asked);
    asked.catch(() => this.#definitions.delete(entity));
    return asked;
  }

  /**
   * @param {string} entity
   * @returns {Promise<Table>}
   */
  async table(entity) {
    this.#tables ??= this.#readTables().catch((error) => {
      this.#tables = null;
      throw error;
    });
    const known = (await this.#tables).get(entity);
    // For a table that is not there, the Web API's own words.
    return known ?? this.metadata(entity);
  }

  async #readTables() {
    const query = `?$select=${TABLE_COLUMNS}`;
    /** @type {{value: Table[]}} */
    const { value } = await this.#fetch("GET", "EntityDefinitions", { query });
    return new Map(value.map((table) => [table.LogicalName, table]));
  }

  /**
   * @param {string} entity
   * @param {string} id
   */
  async #record(entity, id) {
    const { EntitySetName } = await this.table(entity);
    return `${EntitySetName}(${guid(id)})`;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{query?: string, body?: unknown, headers?: Record<string, string>}} [more]
   * @returns {Promise<any>}
   */
  async #fetch(method, path, { query = "", body, headers } = {}) {
    const url = new URL(this.#root + path, location.origin);
    // The setter escapes what would end the query, and a widget may leave the question mark out.
    url.search = query;
    const response = await fetch(url, {
      method,
      headers: {
        Accept: "application/json",
        "OData-Version": "4.0",
        ...(body !== undefined && {
          "Content-Type": "application/json",
        }),
        Prefer: `return=representation,${ANNOTATIONS}`,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => null);
    if (response.ok) return answer;
    throw new DataverseError(
      answer?.error?.code ?? String(response.status),
      answer?.error?.message ?? `Dataverse answered ${response.status} ${response.statusText}`,
    );
  }
}

/**
 * Without the braces that ids of pages carry.
 *
 * @param {unknown} id
 */
export function guid(id) {
  const digits = typeof id === "string" ? id.trim().match(GUID)?.[1] : undefined;
  if (!digits) throw new InvalidParameter(`${JSON.stringify(id)} is not a valid GUID.`);
  return digits.toLowerCase();
}

/** The request itself is wrong; Dataverse was not asked. */
export class InvalidParameter extends Error {}
