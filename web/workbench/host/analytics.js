/** @import { AnalyticsEntry, Answer, Call, KpiDefinition, Provider, Session } from "../types.js" */
/** @import { Sessions } from "./sessions.js" */
import { success } from "./answers.js";
import { KpiEvents } from "./kpi-events.js";
import { toPlain } from "./plain.js";
import { HOME_ID } from "./sessions.js";

/** The log is a tool's memory, not a database. */
const KEPT = 10_000;

/** What becomes of logAnalyticsEvent: a DOM event for everybody, a row only where set up. */
export class Analytics {
  /** @type {AnalyticsEntry[]} */
  entries = [];
  #definitions;
  #sessions;
  #logged;
  #store;
  #changed;
  #storing = Promise.resolve();

  /**
   * @param {KpiDefinition[]} definitions
   * @param {Sessions} sessions
   * @param {(detail: Map<string, unknown>) => void} logged gets the detail of `logCIFAnalytics`
   * @param {(provider: Provider, entry: AnalyticsEntry) => Promise<void>} store says in the entry
   *   when it could not
   * @param {() => void} changed
   */
  constructor(definitions, sessions, logged, store, changed) {
    this.kpiEvents = new KpiEvents(sessions);
    this.#definitions = definitions;
    this.#sessions = sessions;
    this.#logged = logged;
    this.#store = store;
    this.#changed = changed;
  }

  /** @returns {Record<string, (call: Call) => Answer>} */
  calls() {
    return {
      logAnalyticsEvent: (call) => {
        this.#log(call);
        // Also when nothing was stored: the real host says no different.
        return success("Success");
      },
      initLogAnalytics: () => success("Success"),
    };
  }

  /** @param {Call} call */
  #log({ provider, originUrl, data }) {
    const eventName = String(data.get("analyticsEventname"));
    const plain = toPlain(data.get("analyticsData"));
    const reason = this.#whyNotStored(provider, eventName);
    const { focused } = this.#sessions;
    const session = focused.provider === provider.uniqueName ? focused : null;
    /** @type {AnalyticsEntry} */
    const entry = {
      time: new Date().toISOString(),
      provider: provider.uniqueName,
      eventName,
      eventType: data.get("analyticsEventtype"),
      data: plain,
      stored: reason === null,
      reason,
      sessionId: session?.id ?? null,
      kpiEvents: kpiEventsOf(plain),
    };
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    this.kpiEvents.receive(entry);
    if (entry.stored) this.#keep(provider, entry);
    this.#logged(
      new Map([...data, ...Object.entries(telemetry(provider, focused, session, data, originUrl))]),
    );
    this.#changed();
  }

  /**
   * @param {Provider} provider
   * @param {AnalyticsEntry} entry
   */
  async #keep(provider, entry) {
    // One by one: the browser gives up on requests that are open by the thousand.
    this.#storing = this.#storing.then(() => this.#store(provider, entry));
    await this.#storing;
    if (entry.stored) return;
    this.kpiEvents.revise(entry);
    this.#changed();
  }

  /**
   * @param {Provider} provider
   * @param {string} eventName
   */
  #whyNotStored(provider, eventName) {
    if (!provider.enableAnalytics) return `Analytics is off for the provider ${provider.name}`;
    const known = this.#definitions.some(({ name }) => name === eventName);
    return known ? null : `No KPI event definition is named ${eventName}`;
  }
}

/**
 * What the host adds to the widget's data.
 *
 * @param {Provider} provider
 * @param {Session} focused
 * @param {Session | null} session the focused one, if it is the provider's
 * @param {Map<string, unknown>} data
 * @param {string} originURL
 */
function telemetry(provider, focused, session, data, originURL) {
  return {
    telemetryAPIName: data.get("analyticsEventtype") === 0 ? "LogSystemEvent" : "LogCustomEvent",
    // The spelling is the field's own.
    focussedSession: session || focused.id === HOME_ID ? focused.id : null,
    providerName: provider.name,
    providerId: provider.uniqueName,
    enableAnalytics: provider.enableAnalytics,
    clientSessionId: session?.id ?? null,
    sessionUniqueId: session?.id ?? null,
    correlationId: session?.correlationId ?? null,
    conversationId: session?.conversationId ?? null,
    providerSessionId: session?.providerSessionId ?? null,
    originURL,
  };
}

/**
 * @param {unknown} data
 * @returns {unknown[]}
 */
function kpiEventsOf(data) {
  const events = /** @type {{events?: unknown} | null | undefined} */ (data)?.events;
  return Array.isArray(events) ? events : [];
}
