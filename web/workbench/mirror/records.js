/** @import { Definition, Form, Row } from "../types.js" */

/** What the agent does with records: read from Dataverse, in forms, on pages. */
export class Records {
  /** @type {Form[]} that widgets opened */
  forms = [];
  /** @type {{entityName: string, entityId: string, values: Row}[]} */
  #edits = [];
  #act;

  /** @param {(name: string, ...args: unknown[]) => Promise<any>} act */
  constructor(act) {
    this.#act = act;
  }

  /** @param {{waiting: Form[], edits: {entityName: string, entityId: string, values: Row}[]}} state */
  takeForms({ waiting, edits }) {
    this.forms = waiting;
    this.#edits = edits;
  }

  /** The form of a new row that is in front of all else; an existing row's form is a page. */
  get dialog() {
    return this.forms.find(({ entityId }) => entityId === null);
  }

  /**
   * The form that a record's page is for a widget.
   *
   * @param {string} entity
   * @param {string} id
   */
  formOf(entity, id) {
    return this.forms.find((form) => form.entityName === entity && form.entityId === id);
  }

  /**
   * @param {string} entity
   * @param {string} id
   * @returns {Row | undefined} what is entered but not saved
   */
  editsOf(entity, id) {
    return this.#edits.find((edit) => edit.entityName === entity && edit.entityId === id)?.values;
  }

  /**
   * @param {string} entity
   * @param {string} query
   * @returns {Promise<Row[]>}
   */
  query(entity, query) {
    return this.#act("query", entity, query);
  }

  /**
   * @param {string} entity
   * @param {string} id
   * @returns {Promise<Row>}
   */
  retrieve(entity, id) {
    return this.#act("retrieve", entity, id);
  }

  /**
   * @param {string} entity
   * @returns {Promise<Definition>}
   */
  metadata(entity) {
    return this.#act("metadata", entity);
  }
}
