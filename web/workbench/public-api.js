/** @import { Fault, Session } from "./types.js" */
/** @import { Host } from "./host/host.js" */
import { toPlain } from "./host/plain.js";

/**
 * `window.workbench`: the host for tests and for the console, in plain data.
 *
 * @param {Host} host
 * @param {string} widgetProvider unique name of the provider whose widget the page shows
 */
export function publicApi(host, widgetProvider) {
  /** @param {string} event @param {unknown} [payload] @param {{provider?: string}} [to] */
  const emit = async (event, payload, { provider = widgetProvider } = {}) => {
    const { outcome, data } = await host.emit(provider, event, payload);
    return { outcome, data: toPlain(data) };
  };
  return Object.freeze({
    get sessions() {
      return host.sessions.all.map((session) => plainSession(session, host.sessions.focusedId));
    },
    get calls() {
      return structuredClone(host.calls.entries);
    },
    get analytics() {
      return structuredClone(host.analytics.entries);
    },
    get notifications() {
      return [];
    },
    emit,
    focusSession: async (/** @type {string} */ id) => host.sessions.focus(id),
    closeSession: async (/** @type {string} */ id) => host.sessions.close(id),
    async answer() {
      throw new Error("no notification is waiting");
    },
    setPresence: (/** @type {string} */ presenceText) =>
      emit("onPresenceChange", { presenceInfo: { presenceText } }),
    faults: Object.freeze({
      set: (/** @type {string} */ api, /** @type {Fault} */ fault) => host.faults.set(api, fault),
      clear: () => host.faults.clear(),
    }),
  });
}

/**
 * @param {Session} session
 * @param {string} focusedId
 */
function plainSession(session, focusedId) {
  return {
    id: session.id,
    title: session.title,
    provider: session.provider,
    focused: session.id === focusedId,
    templateName: session.template?.uniqueName ?? null,
    templateParameters: structuredClone(session.templateParameters),
    context: toPlain(session.context ?? null),
    providerSessionId: session.providerSessionId,
    conversationId: session.conversationId,
  };
}
