/** @import { Answer, Call, Config, Deliver, Fault, Request } from "../types.js" */
import { activeOnly, activeProvider } from "./active-provider.js";
import { Analytics } from "./analytics.js";
import { failure, noHandler } from "./answers.js";
import { CallLog } from "./call-log.js";
import { Dataverse } from "./dataverse.js";
import { Faults } from "./faults.js";
import { GenericHandlers } from "./generic-handlers.js";
import { housekeepingCalls } from "./housekeeping.js";
import { storeKpiEvents } from "./kpi-rows.js";
import { LIMITS } from "./limits.js";
import { notificationCalls } from "./notification-calls.js";
import { Notifications } from "./notifications.js";
import { Panel } from "./panel.js";
import { Presences } from "./presence.js";
import { Providers } from "./providers.js";
import { RaisedEvents } from "./raised-events.js";
import { REJECTIONS } from "./rejections.js";
import { sessionCalls } from "./session-calls.js";
import { sessionChanges } from "./session-changes.js";
import { SessionMaker } from "./session-maker.js";
import { Sessions } from "./sessions.js";
import { tabCalls } from "./tab-calls.js";
import { TabMaker } from "./tab-maker.js";
import { Tabs } from "./tabs.js";
import { Workspace } from "./workspace.js";

/**
 * The simulated Dynamics host. It knows neither the screen nor how messages travel.
 *
 * Events: `sessions`, `tabs`, `notifications`, `panel`, `presence`, `calls` and `analytics` say that
 * what has that name changed;
 * `analytics-logged` carries as `detail` what the host's own page gets to hear; `generic-handler`
 * has as `detail` the name of an event that a widget has asked for. `records` says that a row was
 * written; `forms`, `knowledge`, `notices` and `faults` that what the agent sees of them changed.
 */
export class Host extends EventTarget {
  #deliver;
  /** @type {Map<string, (call: Call) => Answer | Promise<Answer>>} */
  #apis;

  /**
   * @param {Config} config
   * @param {Deliver} deliver
   */
  constructor(config, deliver) {
    super();
    this.#deliver = deliver;
    this.providers = new Providers(config.providers);
    this.dataverse = new Dataverse(() => this.#changed("records"));
    this.templates = config.sessionTemplates;
    const limits = { ...LIMITS, ...config.limits };
    const tabMaker = new TabMaker(config.tabTemplates, this.dataverse);
    const maker = new SessionMaker(config.sessionTemplates, tabMaker, this.dataverse);
    this.sessions = new Sessions({
      maker,
      limit: limits.sessions,
      tell: (provider, event, payload) => this.emit(provider, event, payload),
      changed: () => this.#changed("sessions"),
      opened: (session) => this.tabs.openTemplateTabs(session),
    });
    this.sessions.askBeforeClosing = config.behaviour.askBeforeClosing;
    this.tabs = new Tabs(this.sessions, tabMaker, limits.tabs, () => this.#changed("tabs"));
    this.notifications = new Notifications(limits, () => this.#changed("notifications"));
    this.panel = new Panel(
      (event, payload) => this.#emitToAll(event, payload),
      () => this.#changed("panel"),
    );
    this.presences = new Presences(config.presences, {
      tellAll: (event, payload) => this.#emitToAll(event, payload),
      tell: (provider, event, payload) => this.emit(provider, event, payload),
      changed: () => this.#changed("presence"),
    });
    this.raisedEvents = new RaisedEvents();
    this.analytics = new Analytics(
      config.kpiDefinitions,
      this.sessions,
      (detail) => this.dispatchEvent(new CustomEvent("analytics-logged", { detail })),
      (provider, entry) => storeKpiEvents(this.dataverse, provider, entry),
      () => this.#changed("analytics"),
    );
    this.genericHandlers = new GenericHandlers((event) => {
      this.dispatchEvent(new CustomEvent("generic-handler", { detail: event }));
    });
    this.workspace = new Workspace({
      config,
      dataverse: this.dataverse,
      providers: this.providers,
      sessions: this.sessions,
      tabs: this.tabs,
      emit: (provider, event, payload) => this.emit(provider, event, payload),
      emitToAll: (event, payload) => this.#emitToAll(event, payload),
      changed: (topic) => this.#changed(topic),
    });
    for (const topic of ["sessions", "tabs"]) {
      this.addEventListener(topic, () => this.workspace.moved());
    }
    this.faults = new Faults(() => this.#changed("faults"));
    this.calls = new CallLog(() => this.#changed("calls"));
    this.#apis = new Map(
      Object.entries({
        ...sessionCalls(this.sessions),
        ...sessionChanges(this.sessions, maker),
        ...tabCalls(this.tabs, this.sessions),
        ...notificationCalls(this.notifications, config.notificationTemplates, this.dataverse),
        ...this.panel.calls(activeOnly(this.providers, this.sessions)),
        ...this.presences.calls(),
        ...this.raisedEvents.calls(),
        ...this.workspace.calls(),
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

  /** The message types that are simulated. */
  get apis() {
    return [...this.#apis.keys()];
  }

  /** Whose widget the agent sees: the owner of the focused session, else the first. */
  get activeProvider() {
    return activeProvider(this.providers, this.sessions);
  }

  /**
   * @param {string} event
   * @param {unknown} payload
   */
  #emitToAll(event, payload) {
    for (const { uniqueName } of this.providers.all) this.emit(uniqueName, event, payload);
  }

  /**
   * @param {Call} call
   * @returns {Promise<Answer | null>}
   */
  async #carryOut(call) {
    const fault = this.faults.take(call.api);
    if (fault?.delay !== undefined) await elapsed(fault.delay);
    if (fault?.lose) return null;
    const rejected = rejection(fault, call.api);
    if (rejected) return rejected;
    const answer = (await this.#apis.get(call.api)?.(call)) ?? noHandler();
    if (fault?.late !== undefined) await elapsed(fault.late);
    return answer;
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
