/**
 * Runs the widget in Python, once it is connected to its host.
 */

import { BootFailure } from "./failure.js";
import { measure } from "./state.js";

const CONNECT_SECONDS = 20;
// Of a main() that does not end; what it registers this late has nothing to do with its start.
const KEEP_EVENTS_MS = 10_000;

/**
 * @param {import("./runtime.js").Pyodide} pyodide
 * @param {string} app Name of the widget's package.
 * @param {import("./early-events.js").EarlyEvents} early
 * @param {{running(): void, failed(failure: BootFailure): void}} told Of the widget's first step,
 *   and of a failure after its start.
 * @returns {Promise<void>} Resolves once the widget has started.
 * @throws {BootFailure} A step of `connect`, or `widget-error`.
 */
export function startWidget(pyodide, app, early, told) {
  let start = performance.now();
  /** @param {string} stage */
  const reached = (stage) => {
    measure(stage, start);
    start = performance.now();
  };
  return new Promise((resolve, reject) => {
    let runs = false;
    const page = {
      connected() {
        reached("connect");
        told.running();
      },
      started() {
        reached("widget");
        runs = true;
        setTimeout(() => early.stopKeeping(), KEEP_EVENTS_MS);
        resolve();
      },
      /** @param {string} code @param {string} message @param {string} detail */
      failed(code, message, detail) {
        const failure = new BootFailure(code, message, detail);
        if (runs) told.failed(failure);
        else reject(failure);
      },
      ended: () => early.stopKeeping(),
    };
    pyodide.pyimport("cifbridge._boot").run(app, CONNECT_SECONDS, page).catch(reject);
  });
}
