/**
 * Hears Dynamics' built-in events from the moment the library is there, and keeps them for Python.
 */

import { measure } from "./state.js";

// A start brings a handful; of more than this, the oldest go.
const LIMIT = 10_000;

/** @typedef {(data: unknown) => unknown} Receiver */

/**
 * The page registers once and for good. A handler in Python takes its event over from here, so at
 * no moment is nobody registered, or are both.
 */
export class EarlyEvents {
  /** @type {Map<string, Set<Receiver>>} */
  #receivers = new Map();
  /** @type {Set<string>} */
  #untaken = new Set();
  /** @type {{name: string, data: unknown, time: number}[]} */
  #kept = [];
  #replaying = false;

  /**
   * Registers with the page's library.
   *
   * @param {string[]} names The events' names.
   */
  register(names) {
    const framework = /** @type {any} */ (window).Microsoft.CIFramework;
    // Python registers by itself for what a library without handlers, or a failing one, refuses.
    for (const name of names.filter((each) => !this.holds(each))) {
      try {
        const told = framework.addHandler(name, (/** @type {unknown} */ data) =>
          this.#arrive(name, data),
        );
        // The library hands built-in events over whether or not the host has confirmed; that a
        // host is missing altogether is `connect`'s to say.
        Promise.resolve(told).catch(() => {});
        this.#receivers.set(name, new Set());
        this.#untaken.add(name);
      } catch (error) {
        console.warn(`[cifbridge] ${name} cannot be heard before Python has started`, error);
      }
    }
  }

  /**
   * @param {string} name
   * @returns {boolean} Whether the page is registered for the event.
   */
  holds(name) {
    return this.#receivers.has(name);
  }

  /**
   * Hands an event to a receiver from now on. First come those that were kept: as soon as the code
   * that is running lets go, so that receivers which are registered together get the events of all
   * their names in the host's order.
   *
   * @param {string} name
   * @param {Receiver} receiver Its answer, if it gives one, is the host's.
   */
  take(name, receiver) {
    this.#receivers.get(name)?.add(receiver);
    this.#untaken.delete(name);
    if (this.#replaying) return;
    this.#replaying = true;
    queueMicrotask(() => {
      if (this.#replaying) this.#replay();
    });
  }

  /**
   * @param {string} name
   * @param {Receiver} receiver
   */
  release(name, receiver) {
    this.#receivers.get(name)?.delete(receiver);
  }

  /** Lets go of the events that nobody has taken, and of those that come. */
  stopKeeping() {
    // Python's turns may follow each other before the browser's.
    if (this.#replaying) this.#replay();
    this.#untaken.clear();
    this.#kept = [];
  }

  /**
   * The host gets its answer at once: `undefined`, which cannot start an exchange of replies and
   * lets a session close, unless a receiver wants to decide.
   *
   * @param {string} name
   * @param {unknown} data
   */
  async #arrive(name, data) {
    if (!this.#receivers.get(name)?.size)
      document.dispatchEvent(new CustomEvent("cifbridge:unheard", { detail: { name } }));
    if (this.#replaying || this.#untaken.has(name)) this.#keep(name, data);
    else await this.#hand(name, data);
  }

  /**
   * @param {string} name
   * @param {unknown} data
   */
  #keep(name, data) {
    this.#kept.push({ name, data, time: performance.now() });
    if (this.#kept.length <= LIMIT) return;
    this.#kept.shift();
    console.warn(`[cifbridge] more than ${LIMIT} early events: the oldest was dropped`);
  }

  /**
   * @param {string} name
   * @param {unknown} data
   */
  async #hand(name, data) {
    await Promise.all([...(this.#receivers.get(name) ?? [])].map((receive) => receive(data)));
  }

  #replay() {
    this.#replaying = false;
    const { taken = [], untaken = [] } = Object.groupBy(this.#kept, ({ name }) =>
      this.#untaken.has(name) ? "untaken" : "taken",
    );
    this.#kept = untaken;
    for (const { name, data, time } of taken) {
      measure(`waited:${name}`, time);
      // The host has had its answer: what fails here is a veto that comes too late.
      this.#hand(name, data).catch(() => {});
    }
  }
}
