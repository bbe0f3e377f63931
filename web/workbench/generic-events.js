/** @import { Host } from "./host/host.js" */

/**
 * Forwards CustomEvents of the host's own window to the widgets that asked for them: to the
 * provider that the event names, else to the one whose session has the focus, else to the first;
 * once for each registration.
 *
 * @param {Host} host
 */
export function forwardCustomEvents(host) {
  /** @type {Set<string>} */
  const watched = new Set();
  host.addEventListener("generic-handler", (added) => {
    const name = /** @type {CustomEvent<string>} */ (added).detail;
    if (watched.has(name)) return;
    watched.add(name);
    window.addEventListener(name, (event) => {
      if (event instanceof CustomEvent) forward(host, name, event.detail);
    });
  });
}

/**
 * @param {Host} host
 * @param {string} name
 * @param {any} detail
 */
function forward(host, name, detail) {
  const provider =
    host.providers.byName(detail?.providerName) ??
    host.providers.byName(host.sessions.focused.provider ?? "") ??
    host.providers.all[0];
  if (!provider) return;
  const times = host.genericHandlers.count(provider.uniqueName, name);
  for (let delivery = 0; delivery < times; delivery += 1) {
    host.emit(provider.uniqueName, name, detail);
  }
}
