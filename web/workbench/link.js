import { decode, encode } from "./codec.js";

const RETRY_MS = 500;
const RETRY_MOST_MS = 5000;
const PAGE_ID = "cifbridge-workbench-page";

/**
 * The socket to the host. It comes back by itself; what is asked while it is away fails, and what
 * is told is lost, as it would be on a host that is gone.
 *
 * Events: `frame`, with the server's frame as detail; `lost`.
 */
export class Link extends EventTarget {
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  #acting = new Map();
  #acts = 0;
  /** @type {string[] | null} frames that wait for the first connection */
  #waiting = [];
  #delay = RETRY_MS;
  #hello;

  /** @param {Record<string, unknown>} hello what the page says of itself */
  constructor(hello) {
    super();
    this.#hello = { id: pageId(), ...hello };
    this.#connect();
  }

  /**
   * Has the host do something.
   *
   * @param {string} name
   * @param {...unknown} args
   * @returns {Promise<any>} rejects with the host's sentence
   */
  act(name, ...args) {
    this.#acts += 1;
    const id = this.#acts;
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#acting.set(id, { resolve, reject });
    this.send({ act: { id, name, args: withoutTrailing(args) } });
    if (this.#isGone) this.#rejectAll();
    return promise;
  }

  /** @param {Record<string, unknown>} frame */
  send(frame) {
    const text = encode(frame);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#waiting?.push(text);
  }

  get #isGone() {
    return !this.#waiting && this.#socket?.readyState !== WebSocket.OPEN;
  }

  #connect() {
    const url = new URL("host", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.search = "";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#delay = RETRY_MS;
      socket.send(encode({ hello: this.#hello }));
      for (const text of this.#waiting ?? []) socket.send(text);
      this.#waiting = null;
    });
    socket.addEventListener("message", ({ data }) => this.#take(decode(data)));
    socket.addEventListener("close", () => this.#lost());
  }

  #lost() {
    this.#waiting = null;
    this.#rejectAll();
    this.dispatchEvent(new Event("lost"));
    setTimeout(() => this.#connect(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, RETRY_MOST_MS);
  }

  #rejectAll() {
    for (const { reject } of this.#acting.values()) {
      reject(new Error("The workbench's server is gone; what was asked of it is lost."));
    }
    this.#acting.clear();
  }

  /** @param {any} frame */
  #take(frame) {
    const ended = frame.done ?? frame.failed;
    if (!ended) {
      this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
      return;
    }
    const acting = this.#acting.get(ended.id);
    this.#acting.delete(ended.id);
    if (frame.done) acting?.resolve(ended.value);
    else acting?.reject(new Error(ended.message));
  }
}

/** The same after a reload, so that the page finds its host again; another in another tab. */
function pageId() {
  const known = sessionStorage.getItem(PAGE_ID);
  // A tab that was duplicated has a copy of the storage, and needs a host of its own.
  const [entry] = performance.getEntriesByType("navigation");
  const type = /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type;
  const id = known && type !== "navigate" ? known : crypto.randomUUID();
  sessionStorage.setItem(PAGE_ID, id);
  return id;
}

/** @param {unknown[]} args */
function withoutTrailing(args) {
  const last = args.findLastIndex((arg) => arg !== undefined);
  return args.slice(0, last + 1).map((arg) => arg ?? null);
}
