/** @import { Fault, KpiEvent, Notification, Session, Tab } from "./types.js" */
/** @import { Host } from "./host/host.js" */
import { asRecord } from "./host/from-outside.js";
import { toPlain } from "./host/plain.js";
import { raisedEvent } from "./host/raised-events.js";
import { recordDesk } from "./record-desk.js";

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
    get kpiEvents() {
      return host.analytics.kpiEvents.all.map(plainKpiEvent);
    },
    get notifications() {
      return host.notifications.all.map(plainNotification);
    },
    get panel() {
      return { mode: host.panel.mode, width: host.panel.width };
    },
    get presence() {
      return structuredClone(host.presences.current ?? null);
    },
    emit,
    focusSession: async (/** @type {string} */ id) => host.sessions.focus(id),
    closeSession: async (/** @type {string} */ id) => host.sessions.close(id),
    /** @param {boolean} asks whether onBeforeSessionClosed may veto */
    askBeforeClosing(asks) {
      host.sessions.askBeforeClosing = asks;
    },
    focusTab: async (/** @type {string} */ id) => host.tabs.focus(id),
    closeTab: async (/** @type {string} */ id) => host.tabs.close(id),
    answer: async (/** @type {string} */ action, /** @type {string} */ id) =>
      host.notifications.answer(action, id),
    setPresence: async (/** @type {string} */ presenceText) => host.presences.choose(presenceText),
    setMode: async (/** @type {number} */ mode) => host.panel.chooseMode(mode),
    setWidth: async (/** @type {number} */ width) => host.panel.chooseWidth(width),
    /** @param {string} event @param {unknown} [value] @param {{provider?: string}} [to] */
    async raiseEvent(event, value, { provider = widgetProvider } = {}) {
      const { outcome, data } = await host.emit(provider, event, raisedEvent(value, undefined));
      return { outcome, data: toPlain(data) };
    },
    records: recordDesk(host),
    faults: Object.freeze({
      set: (/** @type {string} */ api, /** @type {Fault} */ fault) => host.faults.set(api, fault),
      clear: (/** @type {string} */ api) => host.faults.clear(api),
      get active() {
        return structuredClone(host.faults.active);
      },
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
    tabs: session.tabs.map((tab) => plainTab(tab, session.focusedTabId)),
    unread: session.unread,
    focusRequested: session.focusRequested,
    kpiBreach: session.kpiBreach,
  };
}

/**
 * @param {Tab} tab
 * @param {string} focusedId
 */
function plainTab({ id, title, template, page, parameters, reloads }, focusedId) {
  return {
    id,
    title,
    templateName: template?.uniqueName ?? null,
    focused: id === focusedId,
    page: structuredClone(page),
    parameters: toPlain(parameters),
    reloads,
  };
}

/** @param {Notification} notification */
function plainNotification({ template, timers, settle, ...notification }) {
  return { ...structuredClone(notification), templateName: template.uniqueName };
}

/** @param {KpiEvent} event */
function plainKpiEvent({ call, duplicateOf, duplicates, time, data, ...event }) {
  const { conversationId = null, providerSessionId = null } = asRecord(call.data);
  return {
    ...event,
    provider: call.provider,
    conversationId,
    providerSessionId,
    stored: call.stored,
    duplicateOf: duplicateOf?.id ?? null,
    timesReceived: 1 + (duplicateOf ?? { duplicates }).duplicates.length,
    data: structuredClone(data),
  };
}
