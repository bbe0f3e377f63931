/** @import { Link } from "./link.js" */
/** @import { WidgetError } from "./types.js" */
import { CodecError } from "./codec.js";

/** The type of what a developer's build of a widget's page reports; it isn't part of Dynamics' protocol. */
const NEWS = /^cifbridge:(error|state|unheard)$/;

/**
 * The widgets' windows: the only module that knows postMessage. What a window says goes to the
 * host as it is, and what the host says goes into the window.
 */
export class Wire {
  /** @type {Map<number, Window>} */
  #windows = new Map();
  /** @type {WeakMap<Window, number>} */
  #numbers = new WeakMap();
  /** @type {Map<string, HTMLIFrameElement>} */
  #frames = new Map();
  /** @type {Map<string, string>} how far each provider's widget says that it is */
  #states = new Map();
  #link;
  #widgetFailed;

  /**
   * @param {Link} link
   * @param {(error: WidgetError) => void} widgetFailed is told of errors in a widget's code
   */
  constructor(link, widgetFailed) {
    this.#link = link;
    this.#widgetFailed = widgetFailed;
    window.addEventListener("message", (event) => this.#receive(event));
  }

  /**
   * Informs the host in which frame a provider's widget runs.
   *
   * @param {string} provider unique name
   * @param {HTMLIFrameElement} frame
   */
  attach(provider, frame) {
    this.#frames.set(provider, frame);
    const { contentWindow } = frame;
    if (contentWindow)
      this.#link.send({ frame: { provider, window: this.#number(contentWindow) } });
    const state = this.#states.get(provider);
    if (state) this.#link.send({ state: { provider, state } });
  }

  /** Informs a host that knows nothing yet of every frame. */
  attachAll() {
    for (const [provider, frame] of this.#frames) this.attach(provider, frame);
  }

  /** @param {{window: number, origin: string, message: unknown}} post */
  post({ window: number, origin, message }) {
    this.#windows.get(number)?.postMessage(message, origin);
  }

  /** @param {MessageEvent} event */
  #receive({ data, origin, source }) {
    if (NEWS.test(data?.messageType)) {
      const provider = this.#providerOf(source, origin);
      if (provider !== undefined) this.#hear(provider, data);
      return;
    }
    if (!isWindow(source) || !URL.canParse(origin)) return;
    const number = this.#number(source);
    try {
      this.#link.send({ message: { window: number, origin, data } });
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#refuse(source, origin, data, error);
    }
  }

  /**
   * @param {string} provider
   * @param {Record<string, unknown>} news
   */
  #hear(provider, { messageType, ...news }) {
    if (messageType === "cifbridge:error") this.#widgetFailed(widgetError(news));
    else if (messageType === "cifbridge:unheard")
      this.#link.send({ unheard: { provider, event: String(news.name) } });
    else {
      const state = String(news.state);
      this.#states.set(provider, state);
      this.#link.send({ state: { provider, state } });
    }
  }

  /**
   * Whose widget a message is of, if of a page that the workbench has put into a frame itself.
   *
   * @param {MessageEventSource | null} source
   * @param {string} origin
   */
  #providerOf(source, origin) {
    for (const [provider, frame] of this.#frames)
      if (frame.contentWindow === source && new URL(frame.src).origin === origin) return provider;
    return undefined;
  }

  /**
   * @param {Window} source
   * @param {string} origin
   * @param {any} data
   * @param {Error} error
   */
  #refuse(source, origin, data, { message: reason }) {
    const message = `The workbench cannot carry this message: ${reason}`;
    console.error(message, data);
    const id = data?.messageCorrelationId;
    if (typeof id !== "string" || "messageOutcome" in data) return;
    const answer = new Map([
      ["message", message],
      ["msdyn_name", String(data.messageType)],
    ]);
    source.postMessage(
      { messageOutcome: "failure", messageData: answer, messageCorrelationId: id },
      origin,
    );
  }

  /** @param {Window} source */
  #number(source) {
    const number = this.#numbers.get(source) ?? this.#windows.size + 1;
    this.#numbers.set(source, number);
    this.#windows.set(number, source);
    return number;
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
 * Frames of another origin have another realm's Window, so instanceof doesn't help.
 *
 * @param {MessageEventSource | null} source
 * @returns {source is Window}
 */
function isWindow(source) {
  return source !== null && "window" in source && source !== window;
}
