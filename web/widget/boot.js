/**
 * Makes any page a widget page:
 *
 *     <script type="module" src="boot.js" data-app="softphone"></script>
 *
 * Further attributes: `data-crm`, the organisation's address; `data-crm-allow`, further origins
 * that Dynamics' library may come from, separated by blanks; `data-status="none"` for a page that
 * shows the start itself.
 */

import bundle from "cifbridge-bundle";
import { Files } from "./download.js";
import { EarlyEvents } from "./early-events.js";
import { BootFailure } from "./failure.js";
import { loadLibrary } from "./library.js";
import { untilItWorks } from "./once.js";
import { bringPython } from "./python.js";
import { measure, measured } from "./stages.js";
import { State } from "./state.js";
import { Status } from "./status.js";
import { startWidget } from "./widget.js";

// What is over when it is tried again. Everything else needs the page anew: its policy, its address
// or a Python that has begun to run the widget cannot be undone.
const RESTARTABLE = new Set([
  ...["download-failed", "download-damaged", "download-timeout"],
  ...["library-failed", "host-silent", "host-refused"],
]);

/**
 * What `window.cifbridge` has.
 *
 * @typedef {object} WidgetPage
 * @property {Promise<{pyodide: import("./runtime.js").Pyodide}>} ready Of the present attempt.
 * @property {() => Promise<{pyodide: import("./runtime.js").Pyodide}>} retry Starts once more after
 *   a failure, within the page or by loading it anew, and gives the new `ready`.
 * @property {import("./library.js").LibraryRecord} library For `cifbridge.connect()`.
 * @property {EarlyEvents} early For Python's handlers.
 */

/** @returns {DOMStringMap} */
function ownSettings() {
  const scripts = document.querySelectorAll("script[type=module]");
  const own = [...scripts].find(
    (script) => script instanceof HTMLScriptElement && script.src === import.meta.url,
  );
  return own instanceof HTMLScriptElement ? own.dataset : {};
}

const { app = bundle.app, crm, crmAllow, status } = ownSettings();
const base = new URL("./", import.meta.url);
const files = new Files(base, bundle.files);
const state = new State();
const early = new EarlyEvents();
/** @type {import("./library.js").LibraryRecord} */
const library = {};
let attempt = 0;
/** @type {BootFailure | undefined} */
let failure;

const libraryLoaded = untilItWorks(() =>
  measured("library", async () => {
    const allowed = crmAllow?.split(/\s+/).filter(Boolean) ?? [];
    const { development } = bundle;
    await loadLibrary(library, { configured: crm, allowed, development });
    early.register(bundle.events);
  }),
);
const pythonStarted = untilItWorks(() =>
  measured("python", () => bringPython(base, bundle, files, state, attempt)),
);

async function boot() {
  // The first attempt began when the browser went to the page.
  const start = attempt === 0 ? 0 : performance.now();
  attempt += 1;
  failure = undefined;
  state.begin();
  const [pyodide] = await Promise.all([pythonStarted(), libraryLoaded()]);
  state.change({ state: "connecting" });
  await startWidget(pyodide, app, early, fail);
  measure("boot", start);
  state.change({ state: "ready" });
  return { pyodide };
}

/** @param {unknown} error */
function fail(error) {
  failure ??= BootFailure.from(error);
  const { code, message, detail } = failure;
  state.change({ state: "failed", code, message, detail });
}

function attemptToBoot() {
  const ready = boot();
  ready.catch(fail);
  return ready;
}

function retry() {
  if (failure === undefined) return page.ready;
  if (RESTARTABLE.has(failure.code)) page.ready = attemptToBoot();
  else location.reload();
  return page.ready;
}

const page = /** @type {WidgetPage} */ ({ retry, library, early });
Object.assign(window, { cifbridge: page });
if (status !== "none") new Status(retry);
page.ready = attemptToBoot();
