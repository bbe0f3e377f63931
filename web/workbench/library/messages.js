/** Requests to the host, and its events for the widget's handlers, by postMessage. */

const POST_ATTEMPTS = 3;
const TIMED_OUT = "Timeout occurred as no response was received from listener window";
const NO_HANDLERS = "No handlers found to process the request.";
const NO_PROMISE = "Cannot read properties of undefined (reading 'then')";
const UNKNOWN_SENDER =
  "Sender domain is not a recognised or is invalid and hence the message cant be processed";

/**
 * Which hosts the library speaks to: it reads the address by itself, as the genuine one does. The
 * genuine library cuts each entry down to protocol and host name. This one keeps the port, so that
 * a workbench on any port can be reached.
 *
 * @type {string[]} the last entry is where requests go
 */
export const trusted = trustedHosts();
const host = window.top ?? window;
const target = trusted.at(-1) ?? "";
/** @type {Map<string, {resolve: (data: unknown) => void, reject: (data: unknown) => void}>} */
const pending = new Map();

/** @typedef {(data: unknown) => unknown} Handler */

/** @type {Map<string, Set<Handler>>} by the event's name, in the order of their registration */
export const handlers = new Map();

/** The request could not be sent: something in it cannot be cloned. */
export class NotPosted extends Error {}

/**
 * Sends a request; settles with the response's data as it comes.
 *
 * @param {string} messageType
 * @param {Map<string, unknown>} messageData
 * @param {number | null} seconds until it gives up; null: it waits indefinitely
 * @returns {Promise<unknown>}
 */
export function request(messageType, messageData, seconds) {
  const messageCorrelationId = Math.random().toString(36).slice(2, 8);
  return new Promise((resolve, reject) => {
    post(host, target, { messageType, messageData, messageCorrelationId });
    pending.set(messageCorrelationId, { resolve, reject });
    if (seconds === null) return;
    setTimeout(() => {
      if (pending.delete(messageCorrelationId)) reject(saying(TIMED_OUT));
    }, seconds * 1000);
  });
}

/** Hears what comes from the host. */
export function listen() {
  window.addEventListener("message", receive);
}

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
      if (attempt === POST_ATTEMPTS) throw new NotPosted(String(error));
    }
  }
}

/** @param {MessageEvent} event */
function receive({ data: message, origin, source }) {
  const id = message?.messageCorrelationId;
  const waiting = pending.get(id);
  /** @type {Respond} */
  const respond = (messageOutcome, messageData) => {
    const response = { messageOutcome, messageData, messageCorrelationId: id };
    post(/** @type {Window} */ (source), origin, response);
  };
  const entry = entryOf(origin);
  if (entry === undefined) {
    if (id && !("messageOutcome" in message)) respond("failure", saying(UNKNOWN_SENDER));
  } else if (waiting) {
    pending.delete(id);
    if (message.messageOutcome === "success") waiting.resolve(message.messageData);
    else waiting.reject(message.messageData);
  } else if (typeof message?.messageType === "string" && !("messageOutcome" in message)) {
    const { messageType, messageData } = message;
    if (messageData instanceof Map) messageData.set("originURL", entry);
    dispatch(messageType, messageData, respond);
  }
}

/** @typedef {(outcome: "success" | "failure", data: unknown) => void} Respond */

/**
 * Every handler answers for itself; one that throws fails with its error's message. A thrown
 * `undefined` has none: it ends the delivery.
 *
 * @param {string} name
 * @param {unknown} data
 * @param {Respond} respond
 */
function dispatch(name, data, respond) {
  const registered = handlers.get(name);
  if (!registered?.size) respond("success", saying(NO_HANDLERS));
  for (const handler of registered ?? []) {
    try {
      const answer = /** @type {PromiseLike<unknown> | undefined} */ (handler(data));
      if (typeof answer?.then !== "function") {
        respond("failure", saying(NO_PROMISE));
        continue;
      }
      answer.then(
        (value) => respond("success", value),
        (reason) => respond("failure", reason),
      );
    } catch (error) {
      if (error === undefined) return;
      respond("failure", /** @type {Error} */ (error).message);
    }
  }
}

/** @param {string} message */
function saying(message) {
  return new Map([
    ["message", message],
    ["msdyn_name", undefined],
  ]);
}

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
 * The entry that lets a sender in. Only host names are compared.
 *
 * @param {string} origin
 */
function entryOf(origin) {
  const sender = URL.canParse(origin) ? new URL(origin).hostname : "";
  return trusted.find((entry) => URL.canParse(entry) && new URL(entry).hostname === sender);
}
