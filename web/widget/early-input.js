/**
 * Keeps what a person does on the page before the widget is ready, and hands it to the widget then.
 */

const TYPES = ["click", "input", "change", "submit", "keydown", "keyup"];
// What a `MouseEvent` says and a `UIEvent` does not.
const OF_THE_MOUSE = /** @type {const} */ ([
  ...["button", "buttons", "clientX", "clientY", "screenX", "screenY"],
  ...["altKey", "ctrlKey", "metaKey", "shiftKey"],
]);

/** @typedef {{event: Event, target: Element}} Kept */

/**
 * No listener hears an event that is kept until it is replayed, so each hears it once. What the
 * browser itself does with it, such as ticking a box, it does at once; only forms are not sent. An
 * element with `data-replay="none"` is the page's own: what happens in it is never kept.
 */
export class EarlyInput {
  /** @type {Kept[]} */
  #kept = [];
  #replaying = false;

  /** Keeps what comes from now on. */
  keep() {
    for (const type of TYPES) addEventListener(type, this.#hold, { capture: true });
  }

  /** Lets go of what was kept, and of what comes. */
  drop() {
    for (const type of TYPES) removeEventListener(type, this.#hold, { capture: true });
    this.#kept = [];
  }

  /**
   * Hands the widget what was kept, in order, unless it is for what is gone or disabled by now.
   * Each has a turn of its own, as when a person does it, so that a handler can disable a button.
   */
  async replay() {
    for (let next = this.#kept.shift(); next; next = this.#kept.shift()) {
      this.#replaying = true;
      again(next);
      this.#replaying = false;
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.drop();
  }

  /** @param {Event} event */
  #hold = (event) => {
    const path = event.composedPath();
    const [target] = path;
    // What a script does is for those who listen then.
    if (this.#replaying || !event.isTrusted || !(target instanceof Element) || path.some(isAtOnce))
      return;
    event.stopImmediatePropagation();
    if (event.type === "submit") event.preventDefault();
    this.#kept.push({ event, target });
  };
}

/** @param {EventTarget} node */
function isAtOnce(node) {
  return node instanceof Element && node.matches('[data-replay="none"]');
}

/** @param {Kept} kept */
function again({ event, target }) {
  if (!target.isConnected || target.closest(":disabled"))
    console.warn(`[cifbridge] an early ${event.type} came to nothing: its element is`, target);
  else if (event instanceof SubmitEvent && target instanceof HTMLFormElement) {
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
    target.requestSubmit(submitter?.form === target ? submitter : null);
  } else target.dispatchEvent(event instanceof MouseEvent ? inert(event) : copy(event));
}

/**
 * @param {Event} event
 * @returns {Event}
 */
function copy(event) {
  const Type = /** @type {typeof Event} */ (event.constructor);
  return new Type(event.type, event);
}

/**
 * The browser has done already what it does for a click; for a `MouseEvent` it would do it again.
 *
 * @param {MouseEvent} event
 * @returns {Event}
 */
function inert(event) {
  const made = new UIEvent(event.type, event);
  for (const name of OF_THE_MOUSE) Object.defineProperty(made, name, { value: event[name] });
  return made;
}
