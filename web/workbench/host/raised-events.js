/** @import { Answer, Call } from "../types.js" */
import { success } from "./answers.js";

/** @typedef {(data: Map<string, unknown>) => unknown} PageHandler */

/** Events that widgets raise for the host's own page. */
export class RaisedEvents {
  /** @type {Map<string, Set<PageHandler>>} */
  #handlers = new Map();

  /** @returns {Record<string, (call: Call) => Answer>} */
  calls() {
    return {
      raiseEvent: ({ data }) => success(this.#raise(data)),
    };
  }

  /**
   * @param {string} event
   * @param {PageHandler} handler
   */
  add(event, handler) {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
  }

  /**
   * @param {string} event
   * @param {PageHandler} handler
   */
  remove(event, handler) {
    return this.#handlers.get(event)?.delete(handler) ?? false;
  }

  /**
   * @param {Map<string, unknown>} data
   * @returns {boolean} false: nobody on the page listens
   */
  #raise(data) {
    const handlers = this.#handlers.get(String(data.get("eventName"))) ?? new Set();
    for (const handler of handlers) {
      // A handler of the page that fails is the page's problem, not the widget's.
      try {
        handler(raisedEvent(data.get("data"), data.get("correlationId")));
      } catch (error) {
        reportError(error);
      }
    }
    return handlers.size > 0;
  }
}

/**
 * What the handlers of a raised event get, on either side.
 *
 * @param {unknown} value
 * @param {unknown} correlationId
 */
export function raisedEvent(value, correlationId) {
  return new Map(Object.entries({ value, correlationId }));
}
