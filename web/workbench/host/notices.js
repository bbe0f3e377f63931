/** @import { Answer, Call } from "../types.js" */
/** @import { ActiveOnly } from "./active-provider.js" */
import { success } from "./answers.js";
import { navigationFailure } from "./form-calls.js";

/**
 * A question to the agent.
 *
 * @typedef {object} Dialog
 * @property {number} id
 * @property {string} title
 * @property {string} text
 * @property {string} confirm label of the button
 * @property {string} cancel label of the button
 * @property {(confirmed: boolean) => void} settle
 */

/** @typedef {{id: string, message: string, level: "success" | "error" | "warning" | "info"}} Notice */

/** Levels of showGlobalNotification by number. */
const LEVELS = /** @type {const} */ ({ 1: "success", 2: "error", 3: "warning", 4: "info" });

/** What a widget shows on the host's page: dialogs, notices above the page, a progress text. */
export class Notices {
  /** @type {Dialog[]} */
  dialogs = [];
  /** @type {Notice[]} */
  shown = [];
  /** @type {string | null} */
  progress = null;
  #made = 0;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * @param {ActiveOnly} activeOnly
   * @returns {Record<string, (call: Call) => Answer | Promise<Answer>>}
   */
  calls(activeOnly) {
    const ask = activeOnly(async (/** @type {Call} */ { data }) => {
      const confirmed = await this.#ask(record(data.get("dialogStrings")));
      return { confirmed };
    });
    return {
      openDialog: (call) => ask(call).then(success, (error) => navigationFailure(error, call.api)),
      showGlobalNotification: ({ data }) =>
        success(this.#show(record(data.get("notificationOptions")))),
      clearGlobalNotification: ({ data }) => {
        this.dismiss(String(data.get("notificationId")));
        return success(null);
      },
      showProgressIndicator: ({ data }) =>
        this.#setProgress(String(data.get("progressIndicatorMessage") ?? "")),
      closeProgressIndicator: () => this.#setProgress(null),
    };
  }

  /**
   * The agent answers a dialog.
   *
   * @param {number} id
   * @param {boolean} confirmed
   */
  answer(id, confirmed) {
    const dialog = this.dialogs.find((open) => open.id === id);
    if (!dialog) throw new Error(`No dialog ${id} is open`);
    this.dialogs = this.dialogs.filter((open) => open !== dialog);
    dialog.settle(confirmed);
    this.#changed();
  }

  /** @param {string} id */
  dismiss(id) {
    this.shown = this.shown.filter((notice) => notice.id !== id);
    this.#changed();
  }

  /**
   * @param {Record<string, unknown>} strings
   * @returns {Promise<boolean>}
   */
  #ask({ title, text, confirmButtonLabel, cancelButtonLabel }) {
    this.#made += 1;
    const id = this.#made;
    return new Promise((settle) => {
      this.dialogs.push({
        id,
        title: String(title ?? ""),
        text: String(text ?? ""),
        confirm: String(confirmButtonLabel ?? "OK"),
        cancel: String(cancelButtonLabel ?? "Cancel"),
        settle,
      });
      this.#changed();
    });
  }

  /** @param {Record<string, unknown>} options */
  #show({ message, level }) {
    this.#made += 1;
    const id = `notification-${this.#made}`;
    const known = LEVELS[/** @type {1} */ (Number(level))] ?? "info";
    this.shown.push({ id, message: String(message ?? ""), level: known });
    this.#changed();
    return id;
  }

  /** @param {string | null} text */
  #setProgress(text) {
    this.progress = text;
    this.#changed();
    return success(null);
  }
}

/**
 * @param {unknown} value an object, or its JSON text
 * @returns {Record<string, unknown>}
 */
function record(value) {
  try {
    return Object(typeof value === "string" ? JSON.parse(value) : value);
  } catch {
    return { message: value };
  }
}
