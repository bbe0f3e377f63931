/**
 * The start of a widget, from the page's first moment to Python's `main()`, and every further try.
 */

import bundle from "cifbridge-bundle";
import { isOutdated, loadPageAgain } from "./deployment.js";
import { Files } from "./download.js";
import { EarlyEvents } from "./early-events.js";
import { EarlyInput } from "./early-input.js";
import { BootFailure } from "./failure.js";
import { FirstQuestion, loadLibrary } from "./library.js";
import { PolicyBlocks } from "./policy-blocks.js";
import { bringPython, deathOf } from "./python.js";
import { measure, measured, State } from "./state.js";
import { startWidget } from "./widget.js";

/** @typedef {import("./runtime.js").Pyodide} Pyodide */

// What is over when it is tried again. Everything else needs the page again: its policy, its
// address or a Python that has begun to run the widget cannot be undone.
const RESTARTABLE = /^(download-.*|library-failed|host-silent|host-refused)$/;

/** What `window.cifbridge` is. */
export class WidgetPage {
  /** @type {Promise<{pyodide: Pyodide}>} Of the present attempt. */
  ready = new Promise(() => {});
  /** @type {import("./library.js").LibraryRecord} For `cifbridge.connect()`. */
  library = {};
  /** For Python's handlers. */
  early = new EarlyEvents();
  /** For Python's first call. */
  question = new FirstQuestion();

  #input = new EarlyInput();
  #blocks = new PolicyBlocks();
  #script;
  #settings;
  #base;
  #files;
  #state = new State();
  #attempt = 0;
  /** @type {BootFailure | undefined} */
  #failure;
  /** Whether only loading the page again can help. */
  #spent = false;
  /** @type {Promise<unknown>} Rejects when what has started must not go on. */
  #broken = new Promise(() => {});

  /**
   * @param {string} script Address of the boot script.
   * @param {DOMStringMap} settings Its attributes.
   */
  constructor(script, settings) {
    this.#script = script;
    this.#settings = settings;
    this.#base = new URL("./", script);
    this.#files = new Files(this.#base, bundle.files);
  }

  /** @returns {Promise<{pyodide: Pyodide}>} The new `ready`. */
  start() {
    this.ready = this.#boot();
    this.ready.catch((error) => this.#fail(error));
    return this.ready;
  }

  /**
   * Starts again after a failure, within the page or by loading it again.
   *
   * @returns {Promise<{pyodide: Pyodide}>} The new `ready`.
   */
  retry() {
    return this.#failure ? this.start() : this.ready;
  }

  async #boot() {
    // The first attempt began when the browser went to the page.
    const start = this.#attempt === 0 ? 0 : performance.now();
    const failed = this.#failure;
    this.#attempt += 1;
    this.#failure = undefined;
    this.#state.begin();
    if (this.#settings.replay !== "none") this.#input.keep();
    assertOwnOrigin();
    wakeStorage();
    if (failed) await this.#makeFit(failed);
    const [pyodide] = await Promise.all([this.#python(), this.#library()]);
    this.#state.change({ state: "connecting", stage: "host" });
    await Promise.race([this.#broken, this.#runWidget(pyodide)]);
    measure("boot", start);
    this.#state.change({ state: "ready" });
    await this.#input.replay();
    return { pyodide };
  }

  /**
   * Loads the page again, if that is what another attempt needs.
   *
   * @param {BootFailure} failed
   */
  async #makeFit(failed) {
    const suspect = failed.code.startsWith("download-");
    if (!(suspect && (await isOutdated(this.#base, bundle)))) {
      if (!this.#spent) return;
      await this.#files.replaceFailed();
    }
    await loadPageAgain(this.#script);
  }

  #library = untilItWorks(() =>
    measured("library", async () => {
      const { crm: configured, crmAllow } = this.#settings;
      const allowed = crmAllow?.split(/\s+/).filter(Boolean) ?? [];
      await loadLibrary(this.library, { configured, allowed, development: bundle.development });
      this.early.register(bundle.events);
      // One that has not started loses what it is asked.
      if (this.library.initialised !== false) this.question.ask();
    }),
  );

  #python = untilItWorks(() =>
    measured("python", async () => {
      const pyodide = await bringPython(
        this.#base,
        bundle,
        this.#files,
        this.#state,
        this.#attempt,
      );
      this.#broken = Promise.all([deathOf(pyodide), this.#files.checkDownloaded()]);
      this.#broken.catch((error) => {
        this.#spent = true;
        this.#fail(error);
      });
      pyodide.pyimport("cifbridge._imports").explain_installs(this.#blocks.connects);
      return pyodide;
    }),
  );

  /** @param {Pyodide} pyodide */
  #runWidget(pyodide) {
    const { app = bundle.app } = this.#settings;
    return startWidget(pyodide, app, this.early, {
      running: () => this.#state.change({ state: "connecting", stage: "widget" }),
      failed: (failure) => this.#fail(failure),
    });
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#failure ??= BootFailure.from(error);
    // Whoever reads why the widget failed does not expect of it what was clicked before.
    this.#input.drop();
    const { code, message, detail } = this.#failure;
    if (!RESTARTABLE.test(code)) this.#spent = true;
    this.#state.change({ state: "failed", code, message, detail });
  }
}

function assertOwnOrigin() {
  if (window.origin !== "null") return;
  throw new BootFailure(
    "frame-sandboxed",
    "Dynamics cannot answer this frame: it is sandboxed without allow-same-origin, so that it has " +
      "no origin. Whoever shows the widget has to add allow-same-origin to the frame's sandbox.",
  );
}

/**
 * Lets the browser get its storage ready while Python starts: the first use of it in a frame takes
 * it as long as the rest of `connect`. Python opens it, and hears what is wrong with it.
 */
function wakeStorage() {
  globalThis.indexedDB?.databases?.().catch(() => {});
}

/**
 * Gives a function that does something once: whoever calls it shares what is under way or done.
 * Only what has failed is done again.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {() => Promise<T>}
 */
export function untilItWorks(work) {
  /** @type {Promise<T> | undefined} */
  let shared;
  return () => {
    shared ??= work().catch((error) => {
      shared = undefined;
      throw error;
    });
    return shared;
  };
}
