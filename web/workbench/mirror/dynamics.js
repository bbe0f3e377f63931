/** @import { Link } from "../link.js" */
/** @import * as Types from "../types.js" */
import { KpiEvents } from "./kpi-events.js";
import { Records } from "./records.js";
import { Sessions } from "./sessions.js";

/** How the panel can stand (reference: setMode). */
export const MODE = { minimised: 0, docked: 1, hidden: 2, collapsed: 3 };
/** Anything narrower is not considered (reference: setWidth). */
export const LEAST_WIDTH = 300;
/** The log is a tool's memory, not a database. */
const KEPT = 2000;

/**
 * What the page knows of the host: the state that it was last told, and actions that the host
 * carries out. No rule of Dynamics is in here.
 *
 * Each topic is an event: `sessions`, `notifications`, `panel`, `presence`, `calls`, `analytics`,
 * `faults`, `forms`, `notices`, `knowledge`, `watched`, `records`.
 */
export class Dynamics extends EventTarget {
  sessions = new Sessions();
  /** @type {Types.Notification[]} */
  notifications = [];
  /** @type {Types.Panel} */
  panel = { mode: MODE.docked, width: LEAST_WIDTH };
  /** @type {{all: Types.Presence[], current: Types.Presence | null}} */
  presence = { all: [], current: null };
  /** @type {(Types.Fault & {api: string})[]} */
  faults = [];
  /** @type {Types.Notices} */
  notices = { dialogs: [], shown: [], progress: null };
  /** @type {{open: boolean, searchText: string}} */
  knowledge = { open: false, searchText: "" };
  /** @type {string[]} events of the page's window that the host hears */
  watched = [];
  /** @type {Types.CallEntry[]} */
  calls = [];
  /** @type {Types.AnalyticsEntry[]} */
  analytics = [];
  kpiEvents = new KpiEvents();

  /**
   * @param {Link} link
   * @param {Types.Welcome} welcome
   */
  constructor(link, welcome) {
    super();
    this.welcome = welcome;
    this.act = link.act.bind(link);
    this.records = new Records(this.act);
  }

  /** @param {string | null} uniqueName */
  provider(uniqueName) {
    return this.welcome.providers.find((each) => each.uniqueName === uniqueName);
  }

  /** @param {any} frame */
  take({ state = {}, items = {}, all }) {
    if (all) {
      this.calls = [];
      this.analytics = [];
      this.kpiEvents = new KpiEvents();
    }
    const { sessions, forms, records, ...others } = state;
    if (sessions) this.sessions.take(sessions);
    if (forms) this.records.takeForms(forms);
    Object.assign(this, others);
    const grown = all ?? items;
    const topics = new Set(Object.keys(state));
    if (grown.calls) upsert(this.calls, grown.calls, KEPT);
    if (grown.analytics) upsert(this.analytics, grown.analytics, KEPT);
    if (grown.kpiEvents) this.kpiEvents.take(grown.kpiEvents, this.sessions.all);
    for (const topic of Object.keys(grown)) topics.add(topic === "kpiEvents" ? "analytics" : topic);
    for (const topic of topics) this.dispatchEvent(new Event(topic));
  }
}

/**
 * @template {{id: number}} Item
 * @param {Item[]} list by growing ids
 * @param {Item[]} news
 * @param {number} most
 */
function upsert(list, news, most) {
  for (const item of news) {
    const last = list.at(-1);
    if (!last || last.id < item.id) list.push(item);
    else Object.assign(list.findLast(({ id }) => id === item.id) ?? {}, item);
  }
  list.splice(0, list.length - most);
}
