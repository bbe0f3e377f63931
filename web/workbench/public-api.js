/** @import { Dynamics } from "./mirror/dynamics.js" */
/** @import { KpiEvent } from "./types.js" */

/** What the host carries out under the name that `window.workbench` has for it. */
const ACTIONS = [
  ...["emit", "raiseEvent", "focusSession", "closeSession", "openForeignSession", "focusTab"],
  ...["askBeforeClosing", "closeTab", "answer", "setPresence", "setMode", "setWidth", "reset"],
];
const ON_RECORDS = ["saveForm", "cancelForm", "answerDialog", "click", "sendArticle"];

/**
 * `window.workbench`: the host for tests and for the console. Its state is plain data, kept up to
 * date by the server; what changes something returns a promise.
 *
 * @param {Dynamics} host
 */
export function publicApi(host) {
  const action =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...args) =>
      host.act(name, ...args);
  const actions = (/** @type {string[]} */ names) =>
    Object.fromEntries(names.map((name) => [name, action(name)]));
  const copy = (/** @type {any} */ state) => structuredClone(state);
  // What stands on the screen is not a part of the state.
  const plain = (/** @type {any} */ { shown, ...state }) => copy(state);
  return Object.freeze({
    ...actions(ACTIONS),
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
    records: Object.freeze({
      ...actions(ON_RECORDS),
      open: action("openRecord"),
      /** What the agent looks at. */
      get page() {
        return copy(host.sessions.page);
      },
      /** Opened by openForm, and neither saved nor cancelled. */
      get forms() {
        return copy(host.forms.waiting);
      },
      /** Opened by openDialog. */
      get dialogs() {
        return copy(host.notices.dialogs);
      },
    }),
    faults: Object.freeze({
      set: action("setFault"),
      clear: action("clearFaults"),
      get active() {
        return host.faults.active.map(plain);
      },
    }),
  });
}

/** @param {KpiEvent} event */
function plainKpiEvent({ duplicates, conversation, session, time, whyNotStored, shown, ...event }) {
  return structuredClone(event);
}
