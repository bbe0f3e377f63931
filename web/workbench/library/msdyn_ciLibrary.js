/**
 * Stand-in for the library that puts Microsoft.CIFramework on a channel widget's window.
 *
 * Written from observed behaviour, not from the library's code. To a widget it behaves like the
 * real one, its faults included: promises that never settle, Maps and JSON texts as rejections,
 * no time-out on seven methods. It differs on purpose in one thing: it keeps the port of the
 * host's address, so that a workbench on any port can be reached.
 */
(() => {
  const CALL_TIMEOUT = 10_000;
  const POST_ATTEMPTS = 3;
  const TIMED_OUT = "Timeout occurred as no response was received from listener window";
  const NOT_POSTED = "Not able to post the request to receiving window after multiple tries.";
  const NO_HANDLERS = "No handlers found to process the request.";
  const NO_PROMISE = "Cannot read properties of undefined (reading 'then')";
  const UNKNOWN_SENDER =
    "Sender domain is not a recognised or is invalid and hence the message cant be processed";

  const host = window.top ?? window;
  const trusted = trustedHosts();
  const target = trusted.at(-1) ?? "";
  /** @type {Map<string, {resolve: (data: unknown) => void, reject: (data: unknown) => void}>} */
  const pending = new Map();
  /** @type {Map<string, Set<(data: unknown) => unknown>>} */
  const handlers = new Map();

  // ---------------------------------------------------------------------------- who is the host

  function trustedHosts() {
    const tag = document.querySelector('script[data-cifid="CIFMainLibrary"]');
    const first = tag?.getAttribute("data-crmurl") || document.referrer;
    const second = new URLSearchParams(location.search).getAll("ucilib").at(-1);
    return [first, ...(second ? [second] : [])].map(hostOf);
  }

  /** @param {string} address */
  function hostOf(address) {
    if (!URL.canParse(address)) return "://";
    const { protocol, host: nameAndPort } = new URL(address);
    return `${protocol}//${nameAndPort}`;
  }

  /**
   * Only host names are compared.
   *
   * @param {string} origin
   */
  function isTrusted(origin) {
    const sender = URL.canParse(origin) ? new URL(origin).hostname : "";
    return trusted.some((entry) => URL.canParse(entry) && new URL(entry).hostname === sender);
  }

  // ---------------------------------------------------------------------------------- the wire

  /**
   * @param {Window} receiver
   * @param {string} origin
   * @param {object} message
   */
  function post(receiver, origin, message) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        receiver.postMessage(message, origin);
        return;
      } catch (error) {
        if (attempt === POST_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Sends a request; settles with the response's data as it comes.
   *
   * @param {string} messageType
   * @param {Map<string, unknown>} messageData
   * @param {number} [timeout] none: wait for ever
   */
  function request(messageType, messageData, timeout) {
    const messageCorrelationId = Math.random().toString(36).slice(2, 8);
    return new Promise((resolve, reject) => {
      post(host, target, { messageType, messageData, messageCorrelationId });
      pending.set(messageCorrelationId, { resolve, reject });
      if (timeout === undefined) return;
      setTimeout(() => {
        if (pending.delete(messageCorrelationId)) reject(new Map([["message", TIMED_OUT]]));
      }, timeout);
    });
  }

  /** @param {MessageEvent} event */
  function onMessage({ data: message, origin, source }) {
    const id = message?.messageCorrelationId;
    const waiting = pending.get(id);
    /** @param {"success" | "failure"} messageOutcome @param {unknown} messageData */
    const respond = (messageOutcome, messageData) => {
      const response = { messageOutcome, messageData, messageCorrelationId: id };
      post(/** @type {Window} */ (source), origin, response);
    };
    if (!isTrusted(origin)) {
      if (id && !("messageOutcome" in message)) {
        respond("failure", new Map([["message", UNKNOWN_SENDER]]));
      }
    } else if (waiting) {
      pending.delete(id);
      if (message.messageOutcome === "success") waiting.resolve(message.messageData);
      else waiting.reject(message.messageData);
    } else if (typeof message?.messageType === "string" && !("messageOutcome" in message)) {
      dispatch(message.messageType, message.messageData, respond);
    }
  }

  // ------------------------------------------------------------------------------------ events

  /**
   * Every handler answers for itself.
   *
   * @param {string} name
   * @param {unknown} data
   * @param {(outcome: "success" | "failure", data: unknown) => void} respond
   */
  function dispatch(name, data, respond) {
    const registered = handlers.get(name);
    if (!registered?.size) respond("success", new Map([["message", NO_HANDLERS]]));
    for (const handler of registered ?? []) {
      const answer = promiseOf(handler, data);
      if (answer) {
        answer.then(
          (value) => respond("success", value),
          (reason) => respond("failure", reason),
        );
      } else {
        respond("failure", new Map([["message", NO_PROMISE]]));
      }
    }
  }

  /**
   * @param {(data: unknown) => unknown} handler
   * @param {unknown} data
   * @returns {PromiseLike<unknown> | null} null if it threw or gave no promise
   */
  function promiseOf(handler, data) {
    try {
      const answer = /** @type {PromiseLike<unknown> | undefined} */ (handler(data));
      return typeof answer?.then === "function" ? answer : null;
    } catch (error) {
      console.error(error);
      return null;
    }
  }

  /**
   * @param {string} eventType
   * @param {(data: unknown) => unknown} handler
   */
  function addHandler(eventType, handler) {
    if (isBlank(eventType) || isBlank(handler)) {
      return refuse("Passing data parameters to addHandler is mandatory.", "addHandler");
    }
    const registered = handlers.get(eventType) ?? new Set();
    handlers.set(eventType, registered.add(handler));
    return request("addGenericHandler", new Map([["eventType", eventType]]), CALL_TIMEOUT).then(
      () => true,
    );
  }

  /**
   * @param {string} eventType
   * @param {(data: unknown) => unknown} handler
   */
  function removeHandler(eventType, handler) {
    if (isBlank(eventType) || isBlank(handler)) {
      return refuse("Passing data parameters to removeHandler is mandatory.", "removeHandler");
    }
    const removed = handlers.get(eventType)?.delete(handler) ?? false;
    return request("removeGenericHandler", new Map([["eventType", eventType]]), CALL_TIMEOUT).then(
      () => removed,
    );
  }

  // ------------------------------------------------- the three families of answers
  // A data of another shape than the family expects throws in here; the caller's promise is then
  // never settled, and the error is an unhandled rejection.

  /** @typedef {{value: (data: any) => unknown, reason: (data: any) => unknown}} Family */

  /** @param {any} map */
  const entriesAsJson = (map) => JSON.stringify(Object.fromEntries(map.entries()));

  /** @type {Family} */
  const RAW = { value: (data) => data.get("value") ?? null, reason: (data) => data };
  /** @type {Family} */
  const MAP_TO_JSON = {
    value: (data) => entriesAsJson(data.get("value")),
    reason: entriesAsJson,
  };
  /** @type {Family} */
  const VALUE_TO_JSON = {
    value: (data) => JSON.stringify(data.get("value") ?? null),
    reason: entriesAsJson,
  };

  /** @param {unknown} message */
  const errorText = (message) => JSON.stringify({ message });

  /**
   * @param {string} messageType
   * @param {Map<string, unknown>} data
   * @param {Family} family
   * @param {number} [timeout]
   */
  function call(messageType, data, family, timeout) {
    return new Promise((resolve, reject) => {
      request(messageType, data, timeout).then(
        (answer) => resolve(family.value(answer)),
        (answer) => {
          // Only post() fails with a real exception; answers that are Errors came over the wire.
          if (answer instanceof DOMException) reject(errorText(NOT_POSTED));
          else reject(family.reason(answer));
        },
      );
    });
  }

  // ------------------------------------------------------------------------------- arguments

  /** @param {unknown} value */
  const isBlank = (value) => value === undefined || value === null || value === "";

  /** @param {string} name */
  const blank = (name) => `The ${name} parameter is blank. Provide a value to the parameter.`;

  /**
   * @param {string} errorMsg
   * @param {string} functName
   * @param {unknown} [correlationId]
   */
  function refuse(errorMsg, functName, correlationId) {
    const report = { errorMsg, correlationId, functName };
    request("logErrorsAndReject", new Map(Object.entries(report)), CALL_TIMEOUT);
    return Promise.reject(errorText(errorMsg));
  }

  /**
   * Records travel as Maps. A record with a key `message` is taken for an error.
   *
   * @param {string} json
   * @returns {Map<string, unknown>}
   */
  function recordMap(json) {
    const record = JSON.parse(json);
    const keys = Object.keys(record);
    if (!keys.includes("message")) return new Map(keys.map((key) => [key, record[key]]));
    return new Map([
      ["message", record.message],
      ["msdyn_name", record.msdyn_name],
    ]);
  }

  // ------------------------------------------------------------------------------ the methods

  /**
   * @typedef {object} Method
   * @property {string | ((...args: any[]) => string)} type of the message
   * @property {string[]} keys of the message's Map, one for each argument
   * @property {Family} family
   * @property {(...args: any[]) => string | false} [refuses] says what is wrong with the arguments
   * @property {(data: Record<string, any>) => Record<string, unknown>} [adapt]
   * @property {boolean} [patient] has no time-out
   */

  /** @type {(text: string) => (first: unknown) => string | false} */
  const needs = (text) => (first) => isBlank(first) && text;
  const needsEntity = needs(blank("EntityName"));
  const needsInput = needs(blank("input"));
  const needsSession = needs("SessionID is null or undefined");
  const needsTab = needs("tabId is null or undefined");
  const ID = "correlationId";
  const RECORD = ["entityName", "entityId"];
  const SYSTEM_EVENTS = new Set([
    ...["NotificationReceived", "NotificationAccepted", "NotificationRejected"],
    ...["NotificationTimedOut", "SessionStarted", "SessionFocusIn", "SessionFocusOut"],
    ...["SessionClosed", "NewTabOpened", "CifSessionStart", "CifSessionEnd"],
  ]);

  /** @param {Record<string, any>} data */
  const withRecord = (data) => ({ ...data, value: recordMap(data.value) });

  /**
   * @param {Family} family
   * @returns {(type: Method["type"], keys?: string[], more?: Partial<Method>) => Method}
   */
  const familyOf =
    (family) =>
    (type, keys = [ID], more = {}) => ({ type, keys, family, ...more });
  const raw = familyOf(RAW);
  const mapToJson = familyOf(MAP_TO_JSON);
  const valueToJson = familyOf(VALUE_TO_JSON);

  /** @type {Record<string, Method>} */
  const METHODS = {
    setClickToAct: raw("setclicktoact", ["value", ID], {
      adapt: (data) => ({ ...data, value: data.value ?? false }),
    }),
    getClickToAct: raw("getclicktoact"),
    setMode: raw("setmode", ["value", ID], {
      refuses: (mode) =>
        ![0, 1, 2, 3].includes(mode) && "The setMode paramter value must be 0, 1 or 2.",
    }),
    setWidth: raw("setwidth", ["value"], {
      refuses: (width) =>
        (isBlank(width) || !(Number(width) >= 0)) &&
        "The setWidth parameter value is invalid. Provide a positive number to the parameter.",
    }),
    getMode: raw("getmode"),
    getWidth: raw("getwidth"),
    getEnvironment: mapToJson("getenvironment"),
    openForm: valueToJson("openform", ["entityFormOptions", "entityFormParameters", ID], {
      refuses: needs(blank("entityFormOptions")),
      patient: true,
    }),
    refreshForm: valueToJson("refreshform", ["save", ID]),
    createRecord: mapToJson("createrecord", ["entityName", "value", ID], {
      refuses: needsEntity,
      adapt: withRecord,
    }),
    updateRecord: mapToJson("updaterecord", [...RECORD, "value", ID], {
      refuses: needsEntity,
      adapt: withRecord,
    }),
    retrieveRecord: mapToJson("retrieverecord", [...RECORD, "queryParameters", ID], {
      refuses: needsEntity,
    }),
    deleteRecord: mapToJson("deleterecord", [...RECORD, "queryParameters", ID], {
      refuses: needsEntity,
    }),
    searchAndOpenRecords: mapToJson(
      (_entity, _query, searchOnly) => (searchOnly === true ? "search" : "searchandopenrecords"),
      ["entityName", "queryParameters", "searchOnly", ID, "searchType"],
      {
        refuses: (entity, _query, searchOnly) =>
          needsEntity(entity) || (isBlank(searchOnly) && blank("searchOnly")),
      },
    ),
    renderSearchPage: raw("renderSearchPage", ["entityName", "searchString", ID, "searchType"], {
      refuses: needsEntity,
    }),
    openKBSearchControl: raw("openkbsearchcontrol", ["searchString", ID]),
    getEntityMetadata: raw("getEntityMetadata", ["entityName", "attributes", ID], {
      refuses: needsEntity,
    }),
    notifyEvent: mapToJson("notifyEvent", ["input", ID, "cancellationToken"], {
      refuses: needs("The Input parameter is blank. Provide a value."),
      adapt: ({ input, correlationId, cancellationToken }) => ({
        eventType: input.eventType,
        templateName: input.templateName,
        templateParameters: input.templateParameters,
        templateNameResolver: input.templateNameResolver,
        customParams: input.additionalParametersObject,
        ...(input.notificationUXObject && {
          notificationUXObject: recordMap(input.notificationUXObject),
        }),
        cancellationToken: input.cancellationToken ?? cancellationToken,
        correlationId,
      }),
      patient: true,
    }),
    cancelEvent: raw("cancelEvent", ["cancellationToken", ID], {
      refuses: needs(blank("cancellationToken")),
    }),
    createSession: raw("createSession", ["input", ID, "providerSessionId"], {
      refuses: needs("Some of required parameters are null"),
      adapt: (data) => ({
        ...data,
        context: data.input.context,
        customerName: data.input.customerName ?? data.input.templateParameters?.customerName,
      }),
      patient: true,
    }),
    getSession: raw("getSession", ["sessionId", ID], { refuses: needsSession }),
    getAllSessions: raw("getAllSessions"),
    getFocusedSession: raw("getFocusedSession"),
    canCreateSession: raw("canCreateSession"),
    requestFocusSession: raw("requestFocusSession", ["sessionId", "messagesCount", ID], {
      refuses: needsSession,
    }),
    notifyNewActivity: raw("notifyNewActivity", ["sessionId", "messagesCount", "shouldReset", ID], {
      refuses: needsSession,
    }),
    notifyKpiBreach: raw(
      "notifyKpiBreach",
      ["sessionId", "resetKpiBreach", "kpiBreachDetails", ID],
      { refuses: needsSession },
    ),
    setSessionTitle: raw("setSessionTitle", ["input", ID], { refuses: needsInput }),
    setTabTitle: raw("setTabTitle", ["tabId", "input", ID], { refuses: needsTab }),
    createTab: raw("createTab", ["input", ID], {
      refuses: needs("Some of the required parameters are Null"),
    }),
    focusTab: raw("focusTab", ["tabId", ID], { refuses: needsTab }),
    refreshTab: raw("refreshTab", ["tabId", ID], { refuses: needsTab }),
    closeTab: raw("closeTab", ["tabId", ID], { refuses: needsTab }),
    getFocusedTab: raw("getFocusedTab"),
    getTabs: raw("getTabsByTagOrName", ["msdyn_name", "templateTag", ID]),
    updateContext: raw("updateContext", ["input", "sessionId", "isDelete", ID], {
      refuses: needsInput,
    }),
    updateConversation: mapToJson("updateConversation", ["entityId", "value", ID], {
      refuses: needs(blank("EntityId")),
      adapt: (data) => ({ ...withRecord(data), entityName: "msdyn_ocliveworkitem" }),
    }),
    setPresence: raw("setPresence", ["presenceText", ID], {
      refuses: needs(blank("presenceText")),
    }),
    getPresence: raw("getPresence"),
    setAgentPresence: raw("setAgentPresence", ["presenceInfo", ID], {
      refuses: needs(blank("presenceInfo")),
    }),
    initializeAgentPresenceList: raw("initializeAgentPresenceList", ["presenceList", ID], {
      refuses: needs(blank("presenceList")),
    }),
    raiseEvent: raw("raiseEvent", ["eventName", "data", ID], {
      refuses: needs(blank("EventName")),
    }),
    logAnalyticsEvent: raw("logAnalyticsEvent", ["analyticsData", "analyticsEventname", ID], {
      refuses: (data, name) =>
        (isBlank(data) && blank("data")) || (isBlank(name) && blank("EventName")),
      adapt: (data) => ({
        ...data,
        analyticsEventtype: SYSTEM_EVENTS.has(data.analyticsEventname) ? 0 : 1,
      }),
    }),
    insertNotes: mapToJson(
      "insertNotes",
      ["entityName", "entitySetName", "entityId", "annotationid", ID],
      {
        refuses: needsEntity,
        patient: true,
      },
    ),
    openDialog: valueToJson("openDialog", ["dialogStrings", "dialogOptions", ID], {
      patient: true,
    }),
    showGlobalNotification: raw("showGlobalNotification", ["notificationOptions", ID], {
      patient: true,
    }),
    clearGlobalNotification: raw("clearGlobalNotification", ["notificationId"], { patient: true }),
    executeFetchQuery: valueToJson("executeFetchQuery", ["entityName", "options"]),
    showProgressIndicator: raw("showProgressIndicator", ["progressIndicatorMessage", ID]),
    closeProgressIndicator: raw("closeProgressIndicator"),
    showTimeoutGlobalNotification: raw("showTimeoutGlobalNotification"),
    isConsoleApp: raw("isConsoleApp"),
  };

  /**
   * @param {string} name
   * @param {Method} method
   */
  function implement(name, { type, keys, refuses, adapt, family, patient }) {
    return (/** @type {unknown[]} */ ...args) => {
      const data = Object.fromEntries(keys.map((key, index) => [key, args[index]]));
      const problem = refuses?.(...args);
      if (problem) return refuse(problem, name, data.correlationId);
      const sent = new Map(Object.entries(adapt ? adapt(data) : data));
      const messageType = typeof type === "string" ? type : type(...args);
      return call(messageType, sent, family, patient ? undefined : CALL_TIMEOUT);
    };
  }

  // ---------------------------------------------------------------------------------- start-up

  const methods = Object.entries(METHODS).map(([name, method]) => [name, implement(name, method)]);
  const page = /** @type {{Microsoft?: Record<string, unknown>}} */ (window);
  page.Microsoft = {
    ...page.Microsoft,
    CIFramework: { ...Object.fromEntries(methods), addHandler, removeHandler },
  };

  window.addEventListener("message", onMessage);
  for (const type of ["mousemove", "touchstart", "keydown"]) {
    document.addEventListener(type, () => request("onUserActivity", new Map(), CALL_TIMEOUT));
  }
  document.addEventListener("keydown", ({ ctrlKey, altKey, shiftKey, code }) => {
    if (ctrlKey && altKey && shiftKey && code === "KeyD") {
      request("debugInformationEvent", new Map(), CALL_TIMEOUT);
    }
  });
  // No handshake: the event says nothing about a host.
  setTimeout(() => window.dispatchEvent(new CustomEvent("CIFInitDone", { detail: trusted })), 0);
})();
