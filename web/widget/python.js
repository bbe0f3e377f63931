/**
 * Brings Python onto the page: starts it, and looks after that when it takes longer than a moment.
 */

import { within } from "./deadline.js";
import { BootFailure } from "./failure.js";
import { startPython } from "./runtime.js";

// A start from the browser's cache is over by then.
const GRACE_MS = 500;
const START_MS = 60_000;

/**
 * @param {URL} base Address of the bundle.
 * @param {import("./download.js").Bundle} bundle
 * @param {import("./download.js").Files} files
 * @param {import("./state.js").State} state
 * @param {number} attempt 1 for the first.
 * @returns {Promise<import("./runtime.js").Pyodide>}
 * @throws {BootFailure} `download-...` or `runtime-...`.
 */
export async function bringPython(base, bundle, files, state, attempt) {
  const done = new AbortController();
  const lookAtFiles = () =>
    files.fetchAll(
      (received, total) =>
        state.change({ state: "booting", stage: "downloading", received, total }),
      done.signal,
    );
  try {
    // What failed must be replaced in the browser's cache before Pyodide asks for it again.
    if (attempt > 1) await lookAtFiles();
    const starting = startPython(base, bundle, files, attempt);
    const moment = new Promise((resolve) => setTimeout(resolve, GRACE_MS, undefined));
    const early = await Promise.race([starting.catch(() => undefined), moment]);
    if (early) return early;
    // Of a failure, the files tell the reason.
    const success = new Promise((resolve) => starting.then(resolve, () => {}));
    await Promise.race([success, lookAtFiles()]);
    state.change({ state: "booting", stage: "starting" });
    return await within(starting, START_MS, tooLate);
  } finally {
    done.abort();
  }
}

function tooLate() {
  return new BootFailure(
    "runtime-timeout",
    `Python did not start within ${START_MS / 1000} seconds. The computer may be short of ` +
      "memory: close other tabs, then try again.",
  );
}
