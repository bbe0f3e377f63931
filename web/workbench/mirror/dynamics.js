/** @import { Link } from "../link.js" */
/** @import * as Types from "../types.js" */
import { KpiEvents } from "./kpi-events.js";

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
  panel = { mode: 1, width: 0, shown: { standing: "docked", least: 0, most: 0 } };
  /** @type {{all: Types.Presence[], current: Types.Presence | null}} */
  presence = { all: [], current: null };
  /** @type {Types.Faults} */
  faults = { active: [], trouble: { name: null, hint: "", troubled: false } };
  /** @type {{waiting: unknown[], new: Types.NewForm | null}} that widgets opened */
  forms = { waiting: [], new: null };
  /** @type {Types.Notices} */
  notices = { dialogs: [], shown: [], progress: null };
  /** @type {{open: boolean, searchText: string}} */
  knowledge = { open: false, searchText: "" };
  /** @type {string[]} events of the page's window that the host hears */
  watched = [];
  /** @type {Types.CallEntry[]} */
  calls = [];
  /** @type {{id: number}[]} */
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
  }

  /**
   * What people call a provider.
   *
   * @param {string | null} uniqueName
   */
  label(uniqueName) {
    const provider = this.welcome.providers.find((each) => each.uniqueName === uniqueName);
    return provider?.label || uniqueName || "Unknown sender";
  }

  /** @param {any} frame */
  take({ state = {}, items = {}, all }) {
    if (all) {
      this.calls = [];
      this.analytics = [];
      this.kpiEvents = new KpiEvents();
    }
    const { sessions, records, ...others } = state;
    if (sessions) this.sessions.take(sessions);
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

/** The agent's sessions and their tabs, as the host last told. */
class Sessions {
  /** @type {Types.Session[]} */
  all = [];
  focusedId = "";
  /** @type {Types.Page | null} */
  page = null;
  /** Unique name of the provider whose widget is seen. */
  widget = "";

  get focused() {
    return /** @type {Types.Session} */ (this.all.find(({ id }) => id === this.focusedId));
  }

  get focusedTab() {
    return /** @type {Types.Tab} */ (this.focused.tabs.find(({ focused }) => focused));
  }

  /** @param {{all: Types.Session[], focusedId: string, page: any, widget: string}} state */
  take({ all, ...rest }) {
    this.all = merged(this.all, all, (known, news) => {
      Object.assign(known, news, { tabs: merged(known.tabs, news.tabs, Object.assign) });
    });
    Object.assign(this, rest);
  }
}

/**
 * Keeps the objects of what is still there, so that whoever holds one sees its changes.
 *
 * @template {{id: unknown}} Item
 * @param {Item[]} known
 * @param {Item[]} news
 * @param {(known: Item, news: Item) => void} merge
 */
function merged(known, news, merge) {
  const byId = new Map(known.map((item) => [item.id, item]));
  return news.map((item) => {
    const kept = byId.get(item.id);
    if (kept) merge(kept, item);
    return kept ?? item;
  });
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
