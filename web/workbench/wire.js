/** @import { Answer, Provider, Request, WidgetError } from "./types.js" */
import { toPlain } from "./host/plain.js";

/** How long the host waits for the answer to an event. */
const ANSWER_TIMEOUT = 10_000;
/** The host waits for these for ever. */
const NEVER_TIMED_OUT = new Set(["onSessionCreated", "onBeforeSessionClosed"]);
/** What a developer's build of a widget's page sends; not of Dynamics' protocol. */
const WIDGET_ERROR = "cifbridge:error";
const TIMED_OUT = "Timeout occurred as no response was received from listener window";

/**
 * The conversation with the widgets' frames: the only module that knows postMessage.
 *
 * A message that carries an outcome is a response, whatever else it carries; one that no pending
 * event waits for is dropped. The real library takes such a response for a request, and two sides
 * that both do so would answer each other for ever.
 */
export class Wire {
  /** @type {Map<string, {source: Window, settle: (answer: Answer) => void}>} */
  #pending = new Map();
  /** @type {Map<string, HTMLIFrameElement>} */
  #frames = new Map();
  #receive;
  #widgetFailed;

  /**
   * @param {(request: Request) => Promise<Answer | null>} receive null: do not answer
   * @param {(error: WidgetError) => void} widgetFailed is told of errors in a widget's code
   */
  constructor(receive, widgetFailed) {
    this.#receive = receive;
    this.#widgetFailed = widgetFailed;
    window.addEventListener("message", (event) => this.#onMessage(event));
  }

  /**
   * Tells in which frame a provider's widget runs.
   *
   * @param {string} provider unique name
   * @param {HTMLIFrameElement} frame
   */
  attach(provider, frame) {
    this.#frames.set(provider, frame);
  }

  /** @param {string} provider */
  hasFrame(provider) {
    return this.#frames.has(provider);
  }

  /**
   * Sends an event; resolves with the first answer. A provider without a frame hears nothing. A
   * Map goes as it is, as raised events do; any other payload as JSON text.
   *
   * @param {Provider} provider
   * @param {string} event
   * @param {unknown} payload
   * @returns {Promise<Answer>}
   */
  send(provider, event, payload) {
    const target = this.#frames.get(provider.uniqueName)?.contentWindow;
    if (!target) return Promise.resolve({ outcome: "success", data: new Map([["value", false]]) });
    const id = this.#freshId();
    const { promise, resolve } = /** @type {PromiseWithResolvers<Answer>} */ (
      Promise.withResolvers()
    );
    const timer = NEVER_TIMED_OUT.has(event) ? undefined : setTimeout(timeOut, ANSWER_TIMEOUT);
    const settle = (/** @type {Answer} */ answer) => {
      clearTimeout(timer);
      this.#pending.delete(id);
      resolve(answer);
    };
    function timeOut() {
      settle({ outcome: "failure", data: new Map([["message", TIMED_OUT]]) });
    }
    this.#pending.set(id, { source: target, settle });
    const message = {
      messageType: event,
      messageData: payload instanceof Map ? payload : JSON.stringify(toPlain(payload)),
      messageCorrelationId: id,
    };
    target.postMessage(message, targetOrigin(provider));
    return promise;
  }

  /** @param {MessageEvent} event */
  #onMessage({ data: message, origin, source }) {
    if (typeof message !== "object" || message === null) return;
    if (message.messageType === WIDGET_ERROR) {
      if (this.#isWidgets(source, origin)) this.#widgetFailed(widgetError(message));
      return;
    }
    const { messageCorrelationId: id, messageType: type } = message;
    if (typeof id !== "string" || !isWindow(source) || !URL.canParse(origin)) return;
    if ("messageOutcome" in message) {
      const pending = this.#pending.get(id);
      if (pending?.source === source) {
        pending.settle({
          outcome: message.messageOutcome === "success" ? "success" : "failure",
          data: message.messageData,
        });
      }
    } else if (typeof type === "string") {
      this.#answer({ origin, type, data: message.messageData }, id, source);
    }
  }

  /**
   * Whether a message is of a page that the workbench has put into a frame itself.
   *
   * @param {MessageEventSource | null} source
   * @param {string} origin
   */
  #isWidgets(source, origin) {
    return [...this.#frames.values()].some(
      (frame) => frame.contentWindow === source && new URL(frame.src).origin === origin,
    );
  }

  /**
   * @param {Request} request
   * @param {string} id
   * @param {Window} source
   */
  async #answer(request, id, source) {
    const answer = await this.#receive(request);
    if (!answer) return;
    const message = {
      messageOutcome: answer.outcome,
      messageData: answer.data,
      messageCorrelationId: id,
    };
    source.postMessage(message, request.origin);
  }

  #freshId() {
    let id = "";
    do id = Math.random().toString(36).slice(2, 8);
    while (id === "" || this.#pending.has(id));
    return id;
  }
}

/**
 * @param {Record<string, unknown>} message
 * @returns {WidgetError}
 */
function widgetError({ message, detail }) {
  return { message: String(message), detail: String(detail) };
}

/**
 * Frames of another origin have another realm's Window, so instanceof is no help.
 *
 * @param {MessageEventSource | null} source
 * @returns {source is Window}
 */
function isWindow(source) {
  return source !== null && "window" in source && source !== window;
}

/**
 * A trusted domain goes first, if it is an address that a message can be sent to.
 *
 * @param {Provider} provider
 */
function targetOrigin({ trustedDomain, landingUrl }) {
  const address = [trustedDomain, landingUrl].find(
    (candidate) => URL.canParse(candidate) && !candidate.includes("*"),
  );
  return new URL(address ?? landingUrl).origin;
}
