/** @import { Dynamics } from "./mirror/dynamics.js" */
/** @import { Fault, KpiEvent, Row } from "./types.js" */

/** @typedef {{provider?: string}} To the unique name of a provider; the first one when left out */

/**
 * `window.workbench`: the host for tests and for the console. Its state is plain data, kept up to
 * date by the server; what changes something returns a promise.
 *
 * @param {Dynamics} host
 */
export function publicApi(host) {
  const { act } = host;
  const copy = (/** @type {any} */ state) => structuredClone(state);
  // What stands on the screen is not a part of the state.
  const plain = (/** @type {any} */ { shown, ...state }) => copy(state);
  return Object.freeze({
    get sessions() {
      return host.sessions.all.map((each) => ({ ...plain(each), tabs: each.tabs.map(plain) }));
    },
    get calls() {
      return host.calls.map(plain);
    },
    get analytics() {
      return copy(host.analytics);
    },
    get kpiEvents() {
      return host.kpiEvents.all.map(plainKpiEvent);
    },
    get notifications() {
      return copy(host.notifications);
    },
    get panel() {
      return plain(host.panel);
    },
    get presence() {
      return copy(host.presence.current);
    },
    emit: (/** @type {string} */ event, /** @type {unknown} */ payload, /** @type {To} */ to) =>
      act("emit", event, payload, to),
    raiseEvent: (/** @type {string} */ event, /** @type {unknown} */ value, /** @type {To} */ to) =>
      act("raiseEvent", event, value, to),
    focusSession: (/** @type {string} */ id) => act("focusSession", id),
    closeSession: (/** @type {string} */ id) => act("closeSession", id),
    openForeignSession: (/** @type {string} */ customer) => act("openForeignSession", customer),
    /** @param {boolean} asks whether onBeforeSessionClosed may veto */
    askBeforeClosing: (asks) => act("askBeforeClosing", asks),
    focusTab: (/** @type {string} */ id) => act("focusTab", id),
    closeTab: (/** @type {string} */ id) => act("closeTab", id),
    answer: (/** @type {string} */ action, /** @type {string} */ id) => act("answer", action, id),
    setPresence: (/** @type {string} */ presenceText) => act("setPresence", presenceText),
    setMode: (/** @type {number} */ mode) => act("setMode", mode),
    setWidth: (/** @type {number} */ width) => act("setWidth", width),
    records: recordDesk(host),
    faults: Object.freeze({
      set: (/** @type {string} */ api, /** @type {Fault} */ fault) => act("setFault", api, fault),
      clear: (/** @type {string} */ api) => act("clearFaults", api),
      get active() {
        return host.faults.active.map(plain);
      },
    }),
    /** Begins again with an empty workspace; the records stay. */
    reset: () => act("reset"),
  });
}

/** @param {Dynamics} host */
function recordDesk(host) {
  const { act } = host;
  return Object.freeze({
    /** What the agent looks at. */
    get page() {
      return structuredClone(host.sessions.page);
    },
    /** Opened by openForm, and neither saved nor cancelled. */
    get forms() {
      return structuredClone(host.forms.waiting);
    },
    /** Opened by openDialog. */
    get dialogs() {
      return structuredClone(host.notices.dialogs);
    },
    open: (/** @type {string} */ table, /** @type {string} */ id) => act("openRecord", table, id),
    saveForm: (/** @type {Row} */ values = {}, /** @type {number | undefined} */ id) =>
      act("saveForm", values, id),
    cancelForm: (/** @type {number | undefined} */ id) => act("cancelForm", id),
    answerDialog: (/** @type {boolean} */ confirmed, /** @type {number | undefined} */ id) =>
      act("answerDialog", confirmed, id),
    /** False: no provider wants to hear of clicks. */
    click: (/** @type {string} */ table, /** @type {string} */ id, /** @type {string} */ column) =>
      act("click", table, id, column),
    sendArticle: (/** @type {string} */ id) => act("sendArticle", id),
  });
}

/** @param {KpiEvent} event */
function plainKpiEvent({ duplicates, conversation, session, time, whyNotStored, ...event }) {
  return structuredClone(event);
}
