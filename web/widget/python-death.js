/**
 * Notices that Python has died: of a stack overflow, an abort, or an exit.
 */

import { BootFailure, describe } from "./failure.js";

// What kills Python may be caught by whoever called it; then nobody hears of it.
const LOOK_EVERY_MS = 1000;

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
