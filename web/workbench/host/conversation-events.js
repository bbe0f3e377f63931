/** @import { AnalyticsEntry, KpiEvent, Session } from "../types.js" */
import { asRecord, textOrNull } from "./from-outside.js";

/** The KPI events of one conversation, in the order in which they happened. */
export class ConversationEvents {
  /** @type {KpiEvent[]} each once, however often it was received */
  events = [];
  /** How many were received more than once. */
  repeated = 0;
  /** How many came after one that happened later. */
  outOfOrder = 0;
  /** How often this changed. */
  version = 0;
  /** @type {Session | null} stays when the session is closed */
  session = null;
  #latest = Number.NEGATIVE_INFINITY;

  /** @param {AnalyticsEntry} call that logs an event of the conversation */
  constructor(call) {
    this.provider = call.provider;
    this.conversationId = idOf(call, "conversationId");
    this.providerSessionId = idOf(call, "providerSessionId");
  }

  /** @param {Session} session */
  isOf({ provider, conversationId, providerSessionId }) {
    if (provider !== this.provider) return false;
    if (this.conversationId) return normal(conversationId ?? "") === normal(this.conversationId);
    return providerSessionId !== null && providerSessionId === this.providerSessionId;
  }

  /** @param {KpiEvent} event */
  add(event) {
    this.version += 1;
    if (event.duplicateOf) {
      if (event.duplicateOf.duplicates.length === 1) this.repeated += 1;
      return;
    }
    event.outOfOrder = event.happened !== null && event.time < this.#latest;
    if (event.outOfOrder) this.outOfOrder += 1;
    if (event.happened !== null) this.#latest = Math.max(this.#latest, event.time);
    this.events.splice(this.#placeOf(event.time), 0, event);
  }

  /** @param {KpiEvent} event */
  remove(event) {
    this.version += 1;
    const index = this.events.indexOf(event);
    if (index < 0) return;
    this.events.splice(index, 1);
    if (event.duplicates.length > 0) this.repeated -= 1;
    if (event.outOfOrder) this.outOfOrder -= 1;
  }

  /**
   * Behind everything that happened earlier or at that moment.
   *
   * @param {number} time
   */
  #placeOf(time) {
    const { events } = this;
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (/** @type {KpiEvent} */ (events[middle]).time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * What events of one conversation have in common; those without one are kept together by the
 * provider's session.
 *
 * @param {AnalyticsEntry} call
 */
export function conversationKey(call) {
  const conversationId = idOf(call, "conversationId");
  if (conversationId) return `conversation ${normal(conversationId)}`;
  return `session ${idOf(call, "providerSessionId") ?? ""} of ${call.provider}`;
}

/**
 * @param {AnalyticsEntry} call
 * @param {"conversationId" | "providerSessionId"} name
 */
function idOf({ data }, name) {
  return textOrNull(asRecord(data)[name]) || null;
}

/**
 * A GUID may come in braces and in any case of letters.
 *
 * @param {string} id
 */
function normal(id) {
  return id.replace(/^\{(.*)\}$/, "$1").toLowerCase();
}
