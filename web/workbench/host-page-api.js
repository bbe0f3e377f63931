/** @import { Dynamics } from "./mirror/dynamics.js" */

/** @typedef {(data: Map<string, unknown>) => unknown} PageHandler */

/**
 * `Microsoft.CIFramework` of the host's own page, where scripts of the organisation hear what
 * widgets raise, and raise events for the active provider.
 *
 * @param {Dynamics} host
 */
export function hostPageApi(host) {
  /** @type {Map<string, Set<PageHandler>>} */
  const handlers = new Map();
  const api = Object.freeze({
    addHandler: async (/** @type {string} */ event, /** @type {PageHandler} */ handler) => {
      const known = handlers.get(event) ?? new Set();
      handlers.set(event, known.add(handler));
      await host.act("hear", event);
      return true;
    },
    removeHandler: async (/** @type {string} */ event, /** @type {PageHandler} */ handler) => {
      const known = handlers.get(event);
      const removed = known?.delete(handler) ?? false;
      if (removed && known?.size === 0) await host.act("leave", event);
      return removed;
    },
    /** @param {string} event @param {unknown} [value] */
    raiseEvent: async (event, value) => {
      const { outcome } = await host.act("raiseFromPage", event, value);
      return outcome === "success";
    },
  });
  /** @param {{event: string, data: Map<string, unknown>}} raised */
  const hear = ({ event, data }) => {
    for (const handler of handlers.get(event) ?? []) {
      // A handler of the page that fails is the page's problem, not the widget's.
      try {
        handler(data);
      } catch (error) {
        reportError(error);
      }
    }
  };
  const hearAgain = () => {
    for (const [event, known] of handlers) if (known.size) host.act("hear", event);
  };
  return { api, hear, hearAgain };
}

/**
 * Hands events of the page's own window to the host, once it has asked for them.
 *
 * @param {Dynamics} host
 */
export function forwardPageEvents(host) {
  /** @type {Set<string>} */
  const heard = new Set();
  const listen = () => {
    for (const name of host.watched) {
      if (heard.has(name)) continue;
      heard.add(name);
      window.addEventListener(name, (event) => {
        if (event instanceof CustomEvent) host.act("pageEvent", name, event.detail);
      });
    }
  };
  host.addEventListener("watched", listen);
  listen();
}
