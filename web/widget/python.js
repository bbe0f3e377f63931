/**
 * Brings Python onto the page: starts it, and looks at what it starts from when that takes long.
 * Afterwards, notices its death: of a stack overflow, an abort, or an exit.
 */

import { BootFailure, describe, within } from "./failure.js";
import { startPython } from "./runtime.js";

// What the browser has in its cache is there by then.
const GRACE_MS = 500;
// When everything is there, so much longer: to read it all again would hold the start up.
const PATIENCE_MS = 3000;
const START_MS = 60_000;
// What kills Python may be caught by whoever called it; then nobody hears of it.
const LOOK_EVERY_MS = 1000;

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
    // A module does not say why it could not be loaded; its file does.
    const started = starting.catch((error) => {
      if (error.code !== "runtime-failed") throw error;
    });
    let early = await Promise.race([started, pause(GRACE_MS)]);
    if (!early && files.haveArrived()) early = await Promise.race([started, pause(PATIENCE_MS)]);
    if (early) return early;
    const explained = new Promise((resolve, reject) =>
      started.then((python) => python && resolve(python), reject),
    );
    await Promise.race([explained, lookAtFiles()]);
    state.change({ state: "booting", stage: "starting" });
    return await within(starting, START_MS, tooLate);
  } finally {
    done.abort();
  }
}

/**
 * @param {number} ms
 * @returns {Promise<undefined>}
 */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}

function tooLate() {
  return new BootFailure(
    "runtime-timeout",
    `Python did not start within ${START_MS / 1000} seconds. The computer may be short of ` +
      "memory: close other tabs, then try again.",
  );
}

/**
 * @param {import("./runtime.js").Pyodide} pyodide
 * @returns {Promise<never>} Rejects with `python-died` once that has happened.
 */
export function deathOf(pyodide) {
  return new Promise((_, reject) => {
    /** @param {unknown} [cause] */
    const look = (cause) => {
      try {
        // From its death on, Pyodide refuses everything.
        pyodide.globals;
      } catch (refusal) {
        clearInterval(timer);
        reject(died(describe(cause ?? refusal)));
      }
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    addEventListener("error", ({ error }) => look(error));
    addEventListener("unhandledrejection", ({ reason }) => look(reason));
  });
}

/** @param {string} detail */
function died(detail) {
  return new BootFailure(
    "python-died",
    "The widget broke down: Python cannot go on in this page. Try again loads the page again; what " +
      "was recorded for Dynamics is kept and will be sent. If it happens again, send the details " +
      "below to whoever supplies the widget.",
    detail,
  );
}
