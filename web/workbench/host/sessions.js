/** @import { Session } from "../types.js" */
/** @import { SessionMaker } from "./session-maker.js" */
import { HOME_ID, home } from "./session-maker.js";

export { HOME_ID };
export const LIMIT_REACHED = "Maximum sessions reached. Close a session before opening another.";
export const NOT_CLOSED = "Session not closed";

/** @param {unknown} id */
export const doesNotExist = (id) => `Session with ID:${id} does not exist`;

/**
 * Tells the owner of a session what happened to it; the answer matters to those that may object.
 *
 * @callback TellOwner
 * @param {string} provider unique name
 * @param {string} event
 * @param {Record<string, unknown>} payload
 * @returns {Promise<import("../types.js").Answer>}
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

/**
 * @typedef {object} Surroundings
 * @property {SessionMaker} maker
 * @property {number} limit the home session does not count
 * @property {TellOwner} tell
 * @property {() => void} changed
 * @property {(session: Session) => void} opened once the owner knows of the new session
 */

/** The agent's sessions and which of them has the focus. */
export class Sessions {
  /** @type {Session[]} */
  all = [home()];
  focusedId = HOME_ID;
  /** Whether a widget may object to the end of its session, as in the single-session panel. */
  askBeforeClosing = false;
  #created = 0;
  /** Sessions that are being made; they have their place already. */
  #coming = 0;
  #with;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#with = surroundings;
  }

  get focused() {
    return /** @type {Session} */ (this.all.find(({ id }) => id === this.focusedId));
  }

  get full() {
    return this.all.length + this.#coming > this.#with.limit;
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
    if (!this.#with.maker.template(templateName)) {
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
  async create(request) {
    this.#coming += 1;
    const session = await this.#with.maker.make(request).finally(() => {
      this.#coming -= 1;
    });
    this.#created += 1;
    session.id = `session-id-${this.#created}`;
    this.#tellFocus(this.focused, false);
    this.all.push(session);
    this.focusedId = session.id;
    setTimeout(() => {
      if (this.focusedId === session.id) this.#tellFocus(session, true);
      this.#with.opened(session);
    }, 0);
    this.#with.changed();
    return session;
  }

  /** @param {string} id */
  focus(id) {
    const next = this.#require(id);
    if (next.id === this.focusedId) return;
    this.#tellFocus(this.focused, false);
    this.#enter(next);
  }

  /**
   * The owner hears of the end before the session is gone. The focus goes to the last session
   * that remains.
   *
   * @param {string} id
   */
  async close(id) {
    const session = this.#require(id);
    if (id === HOME_ID) throw new Error("The home session cannot be closed");
    if (this.askBeforeClosing) await this.#ask(session);
    this.#tell("onSessionClosed", session);
    this.all = this.all.filter((other) => other !== session);
    if (this.focusedId === id) this.#enter(this.all.at(-1) ?? home());
    else this.#with.changed();
  }

  /**
   * Changes what is known of a session.
   *
   * @param {Session} session
   * @param {Partial<Session>} changes
   */
  update(session, changes) {
    Object.assign(session, changes);
    this.#with.changed();
  }

  /** @param {Session} session */
  async #ask(session) {
    const answer = await this.#tell("onBeforeSessionClosed", session, {
      focused: session.id === this.focusedId,
    });
    if (answer?.outcome === "failure") throw new Error(NOT_CLOSED);
    // While the widget thought about it, the agent may have asked again.
    this.#require(session.id);
  }

  /** @param {Session} session */
  #enter(session) {
    this.focusedId = session.id;
    this.#tellFocus(session, true);
    this.update(session, { unread: 0, focusRequested: false });
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
  #tellFocus(session, focused) {
    this.#tell("onSessionSwitched", session, { focused });
  }

  /**
   * @param {string} event
   * @param {Session} session
   * @param {Record<string, unknown>} [more]
   */
  #tell(event, { id, provider, context }, more = {}) {
    return provider ? this.#with.tell(provider, event, { sessionId: id, ...more, context }) : null;
  }
}
