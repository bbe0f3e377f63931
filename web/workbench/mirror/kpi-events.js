/** @import { KpiEvent, KpiEventState, Session } from "../types.js" */

/** The KPI events of one conversation, each once, in the order in which they happened. */
export class Conversation {
  /** @type {KpiEvent[]} */
  events = [];
  /** How often this changed. */
  version = 0;
  /** @type {Session | null} stays when the session is closed */
  session = null;

  /** @param {KpiEventState} first */
  constructor({ conversation, provider, conversationId, providerSessionId }) {
    this.key = conversation;
    this.provider = provider;
    this.conversationId = conversationId || null;
    this.providerSessionId = providerSessionId || null;
  }

  /** @param {KpiEvent} event */
  add(event) {
    const before = this.events.findLastIndex(({ time }) => time <= event.time);
    this.events.splice(before + 1, 0, event);
  }
}

/** All that were received, in the order of their arrival, and by conversation. */
export class KpiEvents {
  /** @type {KpiEvent[]} */
  all = [];
  /** @type {Map<number, KpiEvent>} */
  #byId = new Map();
  /** @type {Map<string, Conversation>} */
  #conversations = new Map();

  /** The one heard of first before the others. */
  get conversations() {
    return [...this.#conversations.values()];
  }

  /**
   * @param {KpiEventState[]} states
   * @param {Session[]} sessions
   */
  take(states, sessions) {
    for (const state of states) {
      const conversation = this.#conversations.get(state.conversation) ?? new Conversation(state);
      this.#conversations.set(state.conversation, conversation);
      conversation.session ??= sessions.find(({ id }) => id === state.session) ?? null;
      conversation.version += 1;
      const known = this.#byId.get(state.id);
      if (known) Object.assign(known, state);
      else this.#enter(state, conversation);
    }
  }

  /**
   * @param {KpiEventState} state
   * @param {Conversation} conversation
   */
  #enter(state, conversation) {
    /** @type {KpiEvent} */
    const event = { ...state, duplicates: [] };
    this.#byId.set(event.id, event);
    this.all.push(event);
    if (event.duplicateOf === null) conversation.add(event);
    else this.#byId.get(event.duplicateOf)?.duplicates.push(event);
  }
}
