/** @import { Session, SessionTemplate } from "../types.js" */
import { toPlain } from "./plain.js";
import { fillSlugs } from "./slugs.js";

export const HOME_ID = "session-id-0";
export const LIMIT_REACHED = "Maximum sessions reached. Close a session before opening another.";

/** @param {unknown} id */
export const doesNotExist = (id) => `Session with ID:${id} does not exist`;

/**
 * Tells the owner of a session what happened to it.
 *
 * @callback TellOwner
 * @param {string} provider unique name
 * @param {string} event
 * @param {Record<string, unknown>} payload
 */

/**
 * What a new session is made from.
 *
 * @typedef {object} SessionRequest
 * @property {string} provider unique name of the owner
 * @property {Record<string, unknown>} input as createSession got it
 * @property {unknown} [customerName]
 * @property {unknown} [providerSessionId]
 * @property {unknown} [correlationId]
 */

/** The agent's sessions and which of them has the focus. */
export class Sessions {
  /** @type {Session[]} */
  all = [home()];
  focusedId = HOME_ID;
  #created = 0;
  #templates;
  #limit;
  #tell;
  #changed;

  /**
   * @param {SessionTemplate[]} templates
   * @param {number} limit the home session does not count
   * @param {TellOwner} tell
   * @param {() => void} changed
   */
  constructor(templates, limit, tell, changed) {
    this.#templates = templates;
    this.#limit = limit;
    this.#tell = tell;
    this.#changed = changed;
  }

  get focused() {
    return /** @type {Session} */ (this.all.find(({ id }) => id === this.focusedId));
  }

  get full() {
    return this.all.length > this.#limit;
  }

  /**
   * A session that the provider may know of: to the others it does not exist.
   *
   * @param {string} provider
   * @param {unknown} id
   */
  own(provider, id) {
    return this.all.find((session) => session.id === id && session.provider === provider);
  }

  /** @param {string} provider */
  idsOf(provider) {
    return this.all.filter((session) => session.provider === provider).map(({ id }) => id);
  }

  /**
   * Why a session cannot be made: an Error from the framework or the platform's text; else null.
   *
   * @param {unknown} templateName
   */
  refusal(templateName) {
    if (!this.#template(templateName)) {
      return new Error(`Did not find template by name (${templateName})`);
    }
    return this.full ? LIMIT_REACHED : null;
  }

  /**
   * Makes a session and moves the focus to it. The old owner hears of its loss at once, the new
   * one in the next task, when the answer to createSession is on its way.
   *
   * @param {SessionRequest} request one that `refusal` has nothing against
   */
  create(request) {
    const template = /** @type {SessionTemplate} */ (this.#template(request.input.templateName));
    this.#created += 1;
    const session = newSession(`session-id-${this.#created}`, template, request);
    this.#tellFocus(this.focused, false);
    this.all.push(session);
    this.focusedId = session.id;
    setTimeout(() => {
      if (this.focusedId === session.id) this.#tellFocus(session, true);
    }, 0);
    this.#changed();
    return session;
  }

  /** @param {string} id */
  focus(id) {
    const next = this.#require(id);
    if (next.id === this.focusedId) return;
    this.#tellFocus(this.focused, false);
    this.focusedId = id;
    this.#tellFocus(next, true);
    this.#changed();
  }

  /**
   * The owner hears of the end before the session is gone. The focus goes to the last session
   * that remains.
   *
   * @param {string} id
   */
  close(id) {
    const session = this.#require(id);
    if (id === HOME_ID) throw new Error("The home session cannot be closed");
    if (session.provider) {
      this.#tell(session.provider, "onSessionClosed", { sessionId: id, context: session.context });
    }
    this.all = this.all.filter((other) => other !== session);
    if (this.focusedId === id) {
      const next = this.all.at(-1) ?? home();
      this.focusedId = next.id;
      this.#tellFocus(next, true);
    }
    this.#changed();
  }

  /** @param {unknown} name */
  #template(name) {
    return this.#templates.find(
      ({ uniqueName, type }) => uniqueName === name && type === "Generic",
    );
  }

  /** @param {string} id */
  #require(id) {
    const session = this.all.find((candidate) => candidate.id === id);
    if (!session) throw new Error(doesNotExist(id));
    return session;
  }

  /**
   * @param {Session} session
   * @param {boolean} focused
   */
  #tellFocus({ id, provider, context }, focused) {
    if (provider) this.#tell(provider, "onSessionSwitched", { sessionId: id, focused, context });
  }
}

/** @returns {Session} */
function home() {
  return {
    id: HOME_ID,
    title: "Home",
    provider: null,
    template: null,
    templateParameters: {},
    context: undefined,
    providerSessionId: null,
    conversationId: null,
    correlationId: null,
  };
}

/**
 * @param {string} id
 * @param {SessionTemplate} template
 * @param {SessionRequest} request
 * @returns {Session}
 */
function newSession(id, template, request) {
  const extra = asRecord(toPlain(request.input));
  const templateParameters = asRecord(extra.templateParameters);
  return {
    id,
    // Widgets put a title's values into templateParameters or beside them.
    title: fillSlugs(template.title, [
      asRecord(templateParameters[template.anchorTab]),
      templateParameters,
      extra,
      { customerName: request.customerName },
    ]),
    provider: request.provider,
    template,
    templateParameters,
    context: request.input.context,
    providerSessionId: textOrNull(request.providerSessionId),
    conversationId: crypto.randomUUID(),
    correlationId: textOrNull(request.correlationId),
  };
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function asRecord(value) {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value */
const textOrNull = (value) => (typeof value === "string" ? value : null);
