/** @import { SavedReference } from "../types.js" */
/** @import { Dataverse, Row } from "./dataverse.js" */
/** @import { FormRequest } from "./form-request.js" */

/** @typedef {FormRequest & {id: number, settle: (saved: SavedReference[]) => void}} Form */

/** The forms that widgets opened, and what the agent has entered on open records' pages. */
export class Forms {
  /** @type {Form[]} */
  waiting = [];
  /** @type {Map<string, Row>} */
  #edits = new Map();
  #opened = 0;
  #dataverse;
  #changed;

  /**
   * @param {Dataverse} dataverse
   * @param {() => void} changed
   */
  constructor(dataverse, changed) {
    this.#dataverse = dataverse;
    this.#changed = changed;
  }

  /** The form of a new row that is in front of all else; an existing row's form is a page. */
  get dialog() {
    return this.waiting.find(({ recordId }) => recordId === null);
  }

  /**
   * @param {FormRequest} request
   * @returns {Promise<SavedReference[]>} what was saved; empty if the agent cancelled
   */
  open(request) {
    this.#opened += 1;
    const id = this.#opened;
    const { entity, recordId, values } = request;
    return new Promise((settle) => {
      this.waiting.push({ ...request, id, settle });
      if (recordId) this.edit(entity, recordId, values);
      this.#changed();
    });
  }

  /**
   * The form that a record's page is for a widget.
   *
   * @param {string} entity
   * @param {string} recordId
   */
  of(entity, recordId) {
    return this.waiting.find((form) => form.entity === entity && form.recordId === recordId);
  }

  /**
   * The agent saves.
   *
   * @param {number} id
   * @param {Row} values what the agent entered, over what the widget had put in
   */
  async save(id, values) {
    const form = this.#require(id);
    if (form.recordId) {
      this.edit(form.entity, form.recordId, values);
      return this.saveRecord(form.entity, form.recordId);
    }
    const row = { ...form.values, ...values };
    const made = await this.#dataverse.create(form.entity, row);
    this.#settle(form, [await this.#reference(form.entity, made)]);
  }

  /**
   * The agent closes the form without saving.
   *
   * @param {number} id
   */
  cancel(id) {
    const form = this.#require(id);
    if (form.recordId) this.discard(form.entity, form.recordId);
    this.#settle(form, []);
  }

  /**
   * A page that is closed takes its form with it.
   *
   * @param {(entity: string, recordId: string) => boolean} isOpen
   */
  cancelClosed(isOpen) {
    for (const { id, entity, recordId } of this.waiting) {
      if (recordId && !isOpen(entity, recordId)) this.cancel(id);
    }
  }

  /**
   * The agent changes what a record's page shows.
   *
   * @param {string} entity
   * @param {string} recordId
   * @param {Row} values
   */
  edit(entity, recordId, values) {
    const edits = { ...this.editsOf(entity, recordId), ...values };
    if (Object.keys(edits).length > 0) this.#edits.set(keyOf(entity, recordId), edits);
    this.#changed();
  }

  /**
   * @param {string} entity
   * @param {string} recordId
   * @returns {Row} what is entered but not saved
   */
  editsOf(entity, recordId) {
    return this.#edits.get(keyOf(entity, recordId)) ?? {};
  }

  /**
   * @param {string} entity
   * @param {string} recordId
   */
  isDirty(entity, recordId) {
    return this.#edits.has(keyOf(entity, recordId));
  }

  /**
   * @param {string} entity
   * @param {string} recordId
   */
  discard(entity, recordId) {
    this.#edits.delete(keyOf(entity, recordId));
    this.#changed();
  }

  /**
   * Saves a record's page; a widget that opened it learns so.
   *
   * @param {string} entity
   * @param {string} recordId
   */
  async saveRecord(entity, recordId) {
    const edits = this.editsOf(entity, recordId);
    if (Object.keys(edits).length > 0) await this.#dataverse.update(entity, recordId, edits);
    this.discard(entity, recordId);
    const saved = await this.#reference(entity, recordId);
    for (const form of this.waiting) {
      if (form.entity === entity && form.recordId === recordId) this.#settle(form, [saved]);
    }
  }

  /**
   * @param {string} entityType
   * @param {string} id
   * @returns {Promise<SavedReference>}
   */
  async #reference(entityType, id) {
    const { PrimaryNameAttribute: column } = await this.#dataverse.table(entityType);
    const row = await this.#dataverse.retrieve(entityType, id, `?$select=${column}`);
    return { entityType, id, name: String(row[column] ?? "") };
  }

  /** @param {number} id */
  #require(id) {
    const form = this.waiting.find((waiting) => waiting.id === id);
    if (!form) throw new Error(`No form ${id} is waiting`);
    return form;
  }

  /**
   * @param {Form} form
   * @param {SavedReference[]} saved
   */
  #settle(form, saved) {
    this.waiting = this.waiting.filter((waiting) => waiting !== form);
    form.settle(saved);
    this.#changed();
  }
}

/**
 * @param {string} entity
 * @param {string} recordId
 */
const keyOf = (entity, recordId) => `${entity} ${recordId}`;
