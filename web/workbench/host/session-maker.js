/** @import { Session, SessionTemplate, Tab } from "../types.js" */
/** @import { Dataverse } from "./dataverse.js" */
/** @import { SessionRequest } from "./sessions.js" */
/** @import { TabMaker } from "./tab-maker.js" */
import { asRecord, textOrNull } from "./from-outside.js";
import { toPlain } from "./plain.js";
import { slugValues } from "./slug-values.js";
import { fillSlugs } from "./slugs.js";
import { tabScopes } from "./tab-maker.js";

export const HOME_ID = "session-id-0";
export const ANCHOR_ID = "tab-id-0";

/** @returns {Session} */
export function home() {
  const tab = { ...bareTab("Home"), page: { pagetype: /** @type {const} */ ("dashboard") } };
  return { ...emptySession(), id: HOME_ID, title: "Home", tabs: [tab] };
}

/** Makes sessions from their templates, each with its anchor tab. */
export class SessionMaker {
  #templates;
  #tabs;
  #dataverse;

  /**
   * @param {SessionTemplate[]} templates
   * @param {TabMaker} tabs
   * @param {Dataverse} dataverse
   */
  constructor(templates, tabs, dataverse) {
    this.#templates = templates;
    this.#tabs = tabs;
    this.#dataverse = dataverse;
  }

  /** @param {unknown} name */
  template(name) {
    return this.#templates.find(
      ({ uniqueName, type }) => uniqueName === name && type === "Generic",
    );
  }

  /**
   * @param {SessionRequest} request one that names a template
   * @returns {Promise<Session>} without its id
   */
  async make(request) {
    const template = /** @type {SessionTemplate} */ (this.template(request.input.templateName));
    const {
      templateName,
      templateParameters: passed,
      context,
      ...beside
    } = asRecord(toPlain(request.input));
    /** @type {Session} */
    const session = {
      ...emptySession(),
      provider: request.provider,
      template,
      templateParameters: asRecord(passed),
      extras: { ...beside, customerName: request.customerName },
      context: request.input.context,
      providerSessionId: textOrNull(request.providerSessionId),
      conversationId: crypto.randomUUID(),
      correlationId: textOrNull(request.correlationId),
    };
    session.tabs = [await this.#anchor(template, session)];
    session.title = await this.title(session);
    return session;
  }

  /**
   * The template's title with the session's values: those of setSessionTitle before the rest.
   * createSession is given them in templateParameters or beside them.
   *
   * @param {Session} session
   */
  title(session) {
    const { template, templateParameters, extras, titleValues } = session;
    const scopes = [
      titleValues,
      ...tabScopes(template?.anchorTab ?? "", templateParameters),
      extras,
    ];
    const anchor = session.tabs[0]?.page;
    return fillSlugs(template?.title ?? "", slugValues(this.#dataverse, scopes, anchor));
  }

  /**
   * @param {SessionTemplate} template
   * @param {Session} session
   * @returns {Promise<Tab>}
   */
  async #anchor({ anchorTab }, { templateParameters, extras }) {
    const template = this.#tabs.template(anchorTab);
    if (!template) return bareTab(anchorTab);
    const scopes = tabScopes(anchorTab, templateParameters);
    const [values = {}] = scopes;
    const made = await this.#tabs.make(template, { values, scopes: [...scopes, extras] });
    return { id: ANCHOR_ID, ...made };
  }
}

/**
 * @param {string} title
 * @returns {Tab}
 */
function bareTab(title) {
  return {
    id: ANCHOR_ID,
    title,
    template: null,
    page: null,
    parameters: {},
    templateParameters: {},
    reloads: 0,
  };
}

/** @returns {Session} */
function emptySession() {
  return {
    id: "",
    title: "",
    provider: null,
    template: null,
    templateParameters: {},
    extras: {},
    titleValues: {},
    tabs: [],
    focusedTabId: ANCHOR_ID,
    tabsMade: 1,
    unread: 0,
    focusRequested: false,
    kpiBreach: null,
    context: undefined,
    providerSessionId: null,
    conversationId: null,
    correlationId: null,
  };
}
