/** @import { Answer, Call, Config, Deliver, Fault, Request } from "../types.js" */
import { Analytics } from "./analytics.js";
import { failure, noHandler } from "./answers.js";
import { CallLog } from "./call-log.js";
import { environmentCalls } from "./environment.js";
import { Faults } from "./faults.js";
import { GenericHandlers } from "./generic-handlers.js";
import { housekeepingCalls } from "./housekeeping.js";
import { Providers } from "./providers.js";
import { REJECTIONS } from "./rejections.js";
import { sessionCalls } from "./session-calls.js";
import { Sessions } from "./sessions.js";

/**
 * The simulated Dynamics host. It knows neither the screen nor how messages travel.
 *
 * Events: `sessions`, `calls` and `analytics` say that the list of that name changed;
 * `analytics-logged` carries as `detail` what the host's own page gets to hear; `generic-handler`
 * has as `detail` the name of an event that a widget has asked for.
 */
export class Host extends EventTarget {
  #deliver;
  /** @type {Map<string, (call: Call) => Answer>} */
  #apis;

  /**
   * @param {Config} config
   * @param {Deliver} deliver
   */
  constructor(config, deliver) {
    super();
    this.#deliver = deliver;
    this.providers = new Providers(config.providers);
    this.templates = config.sessionTemplates;
    this.sessions = new Sessions(
      config.sessionTemplates,
      config.limits.sessions,
      (provider, event, payload) => this.emit(provider, event, payload),
      () => this.#changed("sessions"),
    );
    this.analytics = new Analytics(config.kpiDefinitions, this.sessions, (detail) => {
      this.dispatchEvent(new CustomEvent("analytics-logged", { detail }));
      this.#changed("analytics");
    });
    this.genericHandlers = new GenericHandlers((event) => {
      this.dispatchEvent(new CustomEvent("generic-handler", { detail: event }));
    });
    this.faults = new Faults();
    this.calls = new CallLog(() => this.#changed("calls"));
    this.#apis = new Map(
      Object.entries({
        ...sessionCalls(this.sessions),
        ...environmentCalls(config, this.sessions),
        ...this.analytics.calls(),
        ...this.genericHandlers.calls(),
        ...housekeepingCalls(),
      }),
    );
  }

  /**
   * Carries out a request.
   *
   * @param {Request} request
   * @returns {Promise<Answer | null>} null if it is never to be answered
   */
  async receive(request) {
    const sender = this.providers.lookUp(request.origin);
    const known = "provider" in sender;
    const close = this.calls.open(
      request,
      known ? sender.provider.uniqueName : null,
      this.#apis.has(request.type),
    );
    const answer = known
      ? await this.#carryOut({
          api: request.type,
          provider: sender.provider,
          originUrl: sender.originUrl,
          data: request.data instanceof Map ? request.data : new Map(),
        })
      : failure(sender.error, request.type);
    close(answer);
    return answer;
  }

  /**
   * Sends an event to a provider's widget.
   *
   * @param {string} provider unique name
   * @param {string} event
   * @param {unknown} payload
   */
  emit(provider, event, payload) {
    const target = this.providers.byName(provider);
    if (!target) throw new Error(`There is no provider named ${provider}`);
    return this.#deliver(target, event, payload);
  }

  /**
   * @param {Call} call
   * @returns {Promise<Answer | null>}
   */
  async #carryOut(call) {
    const fault = this.faults.take(call.api);
    if (fault?.delay !== undefined) await elapsed(fault.delay);
    if (fault?.lose) return null;
    return rejection(fault, call.api) ?? this.#apis.get(call.api)?.(call) ?? noHandler();
  }

  /** @param {string} topic */
  #changed(topic) {
    this.dispatchEvent(new Event(topic));
  }
}

/**
 * @param {Fault | undefined} fault
 * @param {string} api
 * @returns {Answer | undefined}
 */
function rejection(fault, api) {
  const shape = fault?.reject === undefined ? undefined : REJECTIONS[fault.reject];
  return shape && { outcome: "failure", data: shape(api) };
}

/** @param {number} ms */
const elapsed = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
