/** @import { Answer, Call } from "../types.js" */
import { success } from "./answers.js";

/** Which events a provider asked for; each registration counts. */
export class GenericHandlers {
  #added;
  /** @type {Map<string, Map<string, number>>} */
  #counts = new Map();

  /** @param {(event: string) => void} added */
  constructor(added) {
    this.#added = added;
  }

  /** @returns {Record<string, (call: Call) => Answer>} */
  calls() {
    return {
      addGenericHandler: (call) => this.#count(call, 1),
      removeGenericHandler: (call) => this.#count(call, -1),
    };
  }

  /**
   * How often the provider asked for the event.
   *
   * @param {string} provider
   * @param {string} event
   */
  count(provider, event) {
    return this.#counts.get(provider)?.get(event) ?? 0;
  }

  /**
   * A page that is loaded anew has none.
   *
   * @param {string} provider
   */
  forget(provider) {
    this.#counts.delete(provider);
  }

  /**
   * @param {Call} call
   * @param {number} step
   */
  #count({ provider, data }, step) {
    const counts = this.#counts.get(provider.uniqueName) ?? new Map();
    this.#counts.set(provider.uniqueName, counts);
    const event = String(data.get("eventType"));
    const count = (counts.get(event) ?? 0) + step;
    if (count > 0) counts.set(event, count);
    else counts.delete(event);
    if (step > 0) this.#added(event);
    return success(null);
  }
}
