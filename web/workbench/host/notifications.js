/** @import { Limits, Notification, NotificationTemplate } from "../types.js" */

/**
 * What became of a notification: `actionName` and `responseReason`.
 *
 * @typedef {readonly [action: string, reason: string]} Result
 */

export const RESULT = /** @satisfies {Record<string, Result>} */ ({
  accept: ["Accept", "Accept"],
  autoAccept: ["Accept", "AutoAccept"],
  reject: ["Reject", "DeclinedByAgent"],
  queueFull: ["Reject", "NotificationQueueLimitExceeded"],
  queuedTooLong: ["Reject", "NotificationQueueTimeLimitExceeded"],
  cancelled: ["Reject", "RejectAfterTimeoutNonPlatformTimer"],
  timedOut: ["Timeout", "DisplayTimeout"],
});

const ANSWERS = new Map([
  ["accept", RESULT.accept],
  ["reject", RESULT.reject],
  ["timeout", RESULT.timedOut],
]);

/**
 * The notifications that wait for the agent, oldest first. One is shown at a time; the others
 * queue for a while.
 */
export class Notifications {
  /** @type {Notification[]} */
  all = [];
  #limits;
  #changed;
  #made = 0;
  /** When the last one went, in the clock of performance.now. */
  #lastGone = Number.NEGATIVE_INFINITY;

  /**
   * @param {Limits} limits
   * @param {() => void} changed
   */
  constructor(limits, changed) {
    this.#limits = limits;
    this.#changed = changed;
  }

  /** @returns {Notification | undefined} */
  get shown() {
    return this.all.find(({ state }) => state === "shown");
  }

  /**
   * Queues a notification; resolves when it is settled.
   *
   * @param {NotificationTemplate} template
   * @param {Pick<Notification, "provider" | "title" | "details" | "templateParameters" | "cancellationToken">} content
   * @returns {Promise<Result>}
   */
  add(template, content) {
    const queued = this.all.filter(({ state }) => state === "queued");
    if (queued.length >= this.#limits.notifications) return Promise.resolve(RESULT.queueFull);
    this.#made += 1;
    const { promise, resolve } = Promise.withResolvers();
    /** @type {Notification} */
    const notification = {
      ...content,
      id: `notification-${this.#made}`,
      template,
      state: "queued",
      expires: template.timeout > 0 ? Date.now() + template.timeout * 1000 : null,
      timers: [],
      settle: resolve,
    };
    this.all.push(notification);
    this.#after(notification, this.#limits.notificationQueueSeconds, () => {
      if (notification.state === "queued") this.#settle(notification, RESULT.queuedTooLong);
    });
    // The time runs although the agent does not see the notification yet.
    if (template.timeout > 0) {
      this.#after(notification, template.timeout, () => {
        this.#settle(notification, RESULT.timedOut);
      });
    }
    this.#showNext();
    this.#changed();
    return promise;
  }

  /**
   * The agent answers, or lets the time run out.
   *
   * @param {string} action
   * @param {string} [id] the oldest, if it is not given
   */
  answer(action, id) {
    const result = ANSWERS.get(action.toLowerCase());
    if (!result) throw new Error(`Not an answer to a notification: ${action}`);
    const notification = this.all.find((candidate) => id === undefined || candidate.id === id);
    if (!notification) {
      throw new Error(
        id === undefined ? "no notification is waiting" : `no notification ${id} is waiting`,
      );
    }
    this.#settle(notification, result);
  }

  /**
   * @param {string} provider
   * @param {unknown} token
   * @returns {boolean} false: no notification of the provider has this token
   */
  cancel(provider, token) {
    const found = this.all.filter(
      (candidate) => candidate.provider === provider && candidate.cancellationToken === token,
    );
    for (const notification of found) this.#settle(notification, RESULT.cancelled);
    return found.length > 0;
  }

  #showNext() {
    const next = this.all.find(({ state }) => state === "queued");
    if (!next || this.shown) return;
    const wait = this.#lastGone + this.#limits.notificationGapSeconds * 1000 - performance.now();
    if (wait > 0) {
      setTimeout(() => this.#showNext(), wait);
      return;
    }
    next.state = "shown";
    if (next.template.autoAccept) this.#settle(next, RESULT.autoAccept);
    this.#changed();
  }

  /**
   * @param {Notification} notification
   * @param {Result} result
   */
  #settle(notification, result) {
    if (notification.state === "shown") this.#lastGone = performance.now();
    for (const timer of notification.timers) clearTimeout(timer);
    this.all = this.all.filter((other) => other !== notification);
    notification.settle(result);
    this.#showNext();
    this.#changed();
  }

  /**
   * @param {Notification} notification
   * @param {number} seconds
   * @param {() => void} callback
   */
  #after(notification, seconds, callback) {
    notification.timers.push(setTimeout(callback, seconds * 1000));
  }
}
