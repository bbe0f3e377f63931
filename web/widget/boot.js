/**
 * Makes any page a widget page:
 *
 *     <script type="module" src="boot.js" data-app="softphone"></script>
 *
 * Further attributes: `data-crm`, the organisation's address; `data-crm-allow`, further origins
 * that Dynamics' library may come from, separated by blanks.
 */

import bundle from "cifbridge-bundle";
import { within } from "./deadline.js";
import { download } from "./download.js";
import { EarlyEvents } from "./early-events.js";
import { BootFailure } from "./failure.js";
import { loadLibrary } from "./library.js";
import { startPython } from "./runtime.js";
import { Status } from "./status.js";

// A start from the browser's cache is over by then.
const GRACE_MS = 500;
const DOWNLOAD_MS = 120_000;
const START_MS = 60_000;
const LIBRARY_MS = 30_000;
const CONNECT_SECONDS = 20;
// Of a main() that does not end; what it registers this late has nothing to do with its start.
const KEEP_EVENTS_MS = 10_000;

const base = new URL("./", import.meta.url);

/**
 * @typedef {object} WidgetPage
 * @property {Promise<{pyodide: import("./runtime.js").Pyodide}>} ready
 * @property {import("./library.js").LibraryRecord} library
 * @property {EarlyEvents} early
 */

/** @returns {DOMStringMap} */
function settings() {
  const scripts = document.querySelectorAll("script[type=module]");
  const own = [...scripts].find(
    (script) => script instanceof HTMLScriptElement && script.src === import.meta.url,
  );
  return own instanceof HTMLScriptElement ? own.dataset : {};
}

/**
 * @param {Status} status
 * @param {Omit<WidgetPage, "ready">} page
 * @param {AbortSignal} signal
 */
async function boot(status, { library, early }, signal) {
  const { app, crm, crmAllow } = settings();
  status.progress("booting", "Loading the widget…");
  const libraryReady = within(
    loadLibrary(library, {
      configured: crm,
      allowed: crmAllow?.split(/\s+/).filter(Boolean) ?? [],
      development: bundle.development,
    }),
    LIBRARY_MS,
    () =>
      new BootFailure(
        "library-failed",
        `Dynamics' library did not load within ${LIBRARY_MS / 1000} seconds. Check that the ` +
          "organisation's address can be reached from here, then reload the page.",
      ),
  ).then(() => early.register(bundle.events));
  const [pyodide] = await Promise.all([python(status, signal), libraryReady]);
  status.progress("connecting", "Connecting to Dynamics 365…");
  await start(pyodide, app ?? bundle.app, status, () => early.stopKeeping());
  setTimeout(() => early.stopKeeping(), KEEP_EVENTS_MS);
  return { pyodide };
}

/**
 * Starts Python, and looks after it when that takes longer than a moment or fails: which file is
 * missing or damaged, how much has arrived.
 *
 * @param {Status} status
 * @param {AbortSignal} signal
 */
async function python(status, signal) {
  const starting = startPython(base, bundle);
  const moment = new Promise((resolve) => setTimeout(resolve, GRACE_MS, undefined));
  const early = await Promise.race([starting.catch(() => undefined), moment]);
  if (early) return early;
  await within(
    download(base, bundle, (received, total) => status.advance(received / total), signal),
    DOWNLOAD_MS,
    () =>
      new BootFailure(
        "download-timeout",
        `The widget did not arrive within ${DOWNLOAD_MS / 1000} seconds. Check the network ` +
          "connection, then reload the page.",
      ),
  );
  status.progress("booting", "Starting Python…");
  return within(
    starting,
    START_MS,
    () =>
      new BootFailure(
        "runtime-timeout",
        `Python did not start within ${START_MS / 1000} seconds. The computer may be short of ` +
          "memory: close other tabs, then reload the page.",
      ),
  );
}

/**
 * Resolves once the widget runs; a later failure of it turns the page to `failed` all the same.
 *
 * @param {import("./runtime.js").Pyodide} pyodide
 * @param {string} app
 * @param {Status} status
 * @param {() => void} ended Is told when the widget's main() has returned.
 * @returns {Promise<void>}
 */
function start(pyodide, app, status, ended) {
  return new Promise((resolve, reject) => {
    /** @param {BootFailure} failure */
    const fail = (failure) => {
      reject(failure);
      status.fail(failure);
    };
    const ready = () => {
      status.ready();
      resolve();
    };
    pyodide
      .pyimport("cifbridge._boot")
      .run(
        app,
        CONNECT_SECONDS,
        ready,
        (
          /** @type {{code: string, message: string, detail: string}} */ { code, message, detail },
        ) => fail(new BootFailure(code, message, detail)),
      )
      .then(ended)
      .catch((/** @type {unknown} */ error) => fail(BootFailure.from(error)));
  });
}

const status = new Status();
const failed = new AbortController();
const early = new EarlyEvents();
/** @type {import("./library.js").LibraryRecord} */
const library = {};
const ready = boot(status, { library, early }, failed.signal);
/** @type {WidgetPage} */
const page = { ready, library, early };
Object.assign(window, { cifbridge: page });
ready.catch((error) => {
  failed.abort();
  status.fail(BootFailure.from(error));
});
