/** @import { Page, Session, Tab, TabTemplate } from "../types.js" */
/** @import { Sessions } from "./sessions.js" */
/** @import { TabMaker } from "./tab-maker.js" */
import { asRecord } from "./from-outside.js";
import { ANCHOR_ID } from "./session-maker.js";
import { tabScopes } from "./tab-maker.js";

export const LIMIT_REACHED =
  "Maximum tabs reached. Close a tab in this session before opening another.";
export const ANCHOR_STAYS = "The anchor tab cannot be closed";
export const PINNED_STAYS = "The tab's template does not let it be closed";

/** @param {unknown} id */
export const noTab = (id) => `Tab with ID:${id} does not exist`;
/** @param {unknown} name */
export const noTemplate = (name) =>
  `Could not resolve unique name for application tab template: ${name}`;

/** The tabs of the sessions. Problems are Errors whose message the widget gets to read. */
export class Tabs {
  #sessions;
  #maker;
  #limit;
  #changed;
  /**
   * Tabs that are being made; they have their place already.
   *
   * @type {Map<Session, number>}
   */
  #coming = new Map();

  /**
   * @param {Sessions} sessions
   * @param {TabMaker} maker
   * @param {number} limit in one session
   * @param {() => void} changed
   */
  constructor(sessions, maker, limit, changed) {
    this.#sessions = sessions;
    this.#maker = maker;
    this.#limit = limit;
    this.#changed = changed;
  }

  /** The one that the agent sees. */
  get focused() {
    const { tabs, focusedTabId } = this.#sessions.focused;
    return /** @type {Tab} */ (tabs.find(({ id }) => id === focusedTabId));
  }

  /**
   * Opens a tab from a template in the focused session.
   *
   * @param {Record<string, unknown>} input as createTab got it
   */
  async create(input) {
    const template = this.#template(input.templateName);
    const session = this.#sessions.focused;
    const values = asRecord(input.templateParameters);
    const nested = tabScopes(template.uniqueName, values);
    const tab = await this.#open(session, template, { ...values, ...nested[0] }, nested);
    if (input.isFocused !== false) this.focus(tab.id, session);
    return tab.id;
  }

  /**
   * Opens the tabs that a session's template names, behind the anchor tab and in its order.
   *
   * @param {Session} session
   */
  async openTemplateTabs(session) {
    for (const name of session.template?.tabs ?? []) {
      const scopes = tabScopes(name, session.templateParameters);
      const template = this.#maker.template(name);
      // What cannot be opened, for want of a template or of room, is left out.
      if (template) await this.#open(session, template, scopes[0] ?? {}, scopes).catch(() => {});
    }
  }

  /**
   * Shows a page in the focused session: in the tab that shows it already, else in a new one.
   *
   * @param {string} title
   * @param {Page} page
   */
  openPage(title, page) {
    const session = this.#sessions.focused;
    const same = JSON.stringify(page);
    const shown = session.tabs.find((tab) => JSON.stringify(tab.page) === same);
    const tab = shown ?? this.#add(session, { ...PLAIN, title, page });
    this.focus(tab.id, session);
    return tab.id;
  }

  /**
   * @param {unknown} id
   * @param {Session} [session]
   */
  focus(id, session = this.#sessions.focused) {
    session.focusedTabId = this.find(id, session).id;
    this.#changed();
  }

  /** @param {unknown} id */
  refresh(id) {
    this.find(id).reloads += 1;
    this.#changed();
  }

  /**
   * A title of its own, or new values for the slugs in the template's.
   *
   * @param {unknown} id
   * @param {Record<string, unknown>} input as setTabTitle got it
   */
  async setTitle(id, { title, ...values }) {
    const tab = this.find(id);
    tab.templateParameters = { ...tab.templateParameters, ...values };
    const text = typeof title === "string" ? title : (tab.template?.title ?? tab.title);
    tab.title = await this.#maker.fill(text, [tab.templateParameters]);
    this.#changed();
    return tab.title;
  }

  /**
   * The focus goes to the tab before the closed one.
   *
   * @param {unknown} id
   */
  close(id) {
    const session = this.#sessions.focused;
    const tab = this.find(id);
    if (!this.mayClose(tab)) {
      throw new Error(tab.id === ANCHOR_ID ? ANCHOR_STAYS : PINNED_STAYS);
    }
    const index = session.tabs.indexOf(tab);
    session.tabs = session.tabs.filter((other) => other !== tab);
    if (session.focusedTabId === tab.id) session.focusedTabId = session.tabs[index - 1]?.id ?? "";
    this.#changed();
  }

  /** @param {Tab} tab */
  mayClose({ id, template }) {
    return id !== ANCHOR_ID && template?.closable !== false;
  }

  /**
   * The ids of the focused session's tabs, the anchor's first.
   *
   * @param {unknown} template unique name; blank: any
   * @param {unknown} tag blank: any
   */
  ids(template, tag) {
    return this.#sessions.focused.tabs
      .filter((tab) => !template || tab.template?.uniqueName === template)
      .filter((tab) => !tag || tab.template?.tags?.includes(String(tag)))
      .map(({ id }) => id);
  }

  /**
   * @param {unknown} id
   * @param {Session} [session]
   */
  find(id, session = this.#sessions.focused) {
    const tab = session.tabs.find((candidate) => candidate.id === id);
    if (!tab) throw new Error(noTab(id));
    return tab;
  }

  /**
   * @param {Session} session
   * @param {TabTemplate} template
   * @param {Record<string, unknown>} values
   * @param {Record<string, unknown>[]} scopes
   */
  async #open(session, template, values, scopes) {
    this.#refuseOverLimit(session);
    this.#come(session, 1);
    const beside = [session.templateParameters, session.extras, session.tabs[0]?.parameters ?? {}];
    const made = await this.#maker
      .make(template, {
        values,
        scopes: [...scopes, ...beside],
        anchor: session.tabs[0]?.page ?? null,
      })
      .finally(() => this.#come(session, -1));
    return this.#add(session, made);
  }

  /**
   * @param {Session} session
   * @param {Omit<Tab, "id">} made
   */
  #add(session, made) {
    this.#refuseOverLimit(session);
    const tab = { id: `tab-id-${session.tabsMade}`, ...made };
    session.tabsMade += 1;
    session.tabs = [...session.tabs, tab];
    this.#changed();
    return tab;
  }

  /** @param {Session} session */
  #refuseOverLimit(session) {
    const coming = this.#coming.get(session) ?? 0;
    if (session.tabs.length + coming >= this.#limit) throw new Error(LIMIT_REACHED);
  }

  /**
   * @param {Session} session
   * @param {number} step
   */
  #come(session, step) {
    this.#coming.set(session, (this.#coming.get(session) ?? 0) + step);
  }

  /** @param {unknown} name */
  #template(name) {
    const template = this.#maker.template(name);
    if (!template) throw new Error(noTemplate(name));
    return template;
  }
}

/** A tab that no template describes. */
const PLAIN = { template: null, parameters: {}, templateParameters: {}, reloads: 0 };
