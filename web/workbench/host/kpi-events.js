/** @import { AnalyticsEntry, KpiEvent } from "../types.js" */
/** @import { Sessions } from "./sessions.js" */
import { ConversationEvents, conversationKey } from "./conversation-events.js";
import { asRecord, momentOrNull, textOrNull } from "./from-outside.js";

/** The log is a tool's memory, not a database. */
const KEPT = 20_000;

/**
 * The KPI events one by one, as they were received, and by conversation. An event that carries an
 * externalCorrelationId which was received before is that event again.
 */
export class KpiEvents {
  /** @type {KpiEvent[]} in the order of their arrival */
  all = [];
  /** @type {Map<string, ConversationEvents>} the one heard of first comes first */
  #conversations = new Map();
  /** @type {Map<string, KpiEvent>} by externalCorrelationId */
  #originals = new Map();
  #nextId = 1;
  #sessions;

  /** @param {Sessions} sessions */
  constructor(sessions) {
    this.#sessions = sessions;
  }

  /** The conversations with their events, the one heard of first before the others. */
  get conversations() {
    return [...this.#conversations.values()];
  }

  /**
   * Takes the events out of a call; one without a list is an event itself.
   *
   * @param {AnalyticsEntry} call
   */
  receive(call) {
    const conversation = this.#conversationOf(call);
    for (const data of call.kpiEvents.length > 0 ? call.kpiEvents : [{}]) {
      const event = this.#event(call, asRecord(data));
      this.all.push(event);
      conversation.add(event);
    }
    while (this.all.length > KEPT) this.#forgetOldest();
  }

  /**
   * Takes note that something else became of a call's events.
   *
   * @param {AnalyticsEntry} call
   */
  revise(call) {
    const conversation = this.#conversations.get(conversationKey(call));
    if (conversation) conversation.version += 1;
  }

  /**
   * @param {AnalyticsEntry} call
   * @param {Record<string, unknown>} data
   * @returns {KpiEvent}
   */
  #event(call, data) {
    const externalCorrelationId = textOrNull(data.externalCorrelationId);
    const happened = momentOrNull(data.eventTimestamp);
    const original = this.#originals.get(externalCorrelationId ?? "") ?? null;
    /** @type {KpiEvent} */
    const event = {
      id: this.#nextId++,
      call,
      name: textOrNull(data.kpiEventName) ?? call.eventName,
      reason: textOrNull(data.kpiEventReason),
      externalCorrelationId,
      happened,
      received: call.time,
      time: Date.parse(happened ?? call.time),
      delay: happened === null ? null : Date.parse(call.time) - Date.parse(happened),
      duplicateOf: original,
      duplicates: [],
      outOfOrder: false,
      data,
    };
    if (original) original.duplicates.push(event);
    else if (externalCorrelationId) this.#originals.set(externalCorrelationId, event);
    return event;
  }

  /** @param {AnalyticsEntry} call */
  #conversationOf(call) {
    const key = conversationKey(call);
    const conversation = this.#conversations.get(key) ?? new ConversationEvents(call);
    this.#conversations.set(key, conversation);
    // The first events may come before the session is there.
    conversation.session ??= this.#sessions.all.find((each) => conversation.isOf(each)) ?? null;
    return conversation;
  }

  #forgetOldest() {
    const oldest = /** @type {KpiEvent} */ (this.all.shift());
    const key = conversationKey(oldest.call);
    const conversation = this.#conversations.get(key);
    conversation?.remove(oldest);
    if (conversation?.events.length === 0) this.#conversations.delete(key);
    const id = oldest.externalCorrelationId ?? "";
    if (this.#originals.get(id) === oldest) this.#originals.delete(id);
  }
}
