/**
 * Puts Microsoft's widget library on the page, and keeps a record of it where Python can see it.
 */

import { crmOrigin } from "./crm-origin.js";
import { within } from "./deadline.js";
import { BootFailure } from "./failure.js";

const PATH = "/webresources/Widget/msdyn_ciLibrary.js";
const LOAD_MS = 30_000;
// Its `CIFInitDone` comes by a timer of 0 ms.
const INIT_MS = 50;

/**
 * What became of the library; `cifbridge.connect()` reads it for its diagnosis.
 *
 * @typedef {object} LibraryRecord
 * @property {boolean} [initialised] Whether `CIFInitDone` has fired; absent if nobody could tell.
 * @property {string} [refused] Why it was not loaded.
 * @property {string} [failed] Why loading it failed.
 */

/**
 * Loads the library, unless the page already has `Microsoft.CIFramework`.
 *
 * @param {LibraryRecord} record Kept up to date while the library loads and starts.
 * @param {Omit<import("./crm-origin.js").OriginSources, "query" | "outside">} settings
 * @returns {Promise<void>} Settles when the library's functions are there.
 * @throws {BootFailure} `no-frame`, or `library-missing`, `-refused`, `-failed` or `-timeout`.
 */
export async function loadLibrary(record, settings) {
  if (present()) return;
  delete record.failed;
  if (window.top === window) {
    throw new BootFailure(
      "no-frame",
      "This page is a channel widget: it works inside Dynamics 365, in the communication panel. " +
        "Open it from Customer Service workspace, or in the cifbridge workbench.",
    );
  }
  try {
    const origin = crmOrigin({
      ...settings,
      query: location.search,
      outside: pageOutside(),
    });
    await insertScript(origin, record);
  } catch (error) {
    const failure = BootFailure.from(error);
    record[failure.code === "library-refused" ? "refused" : "failed"] = failure.message;
    throw failure;
  }
}

/**
 * The referrer, except after a reload from inside the frame: then that is this page itself, and
 * only the browsers that list a frame's ancestors still know the page outside.
 */
function pageOutside() {
  const referrer = URL.canParse(document.referrer) ? new URL(document.referrer).origin : "";
  if (referrer !== location.origin) return referrer;
  return [...(location.ancestorOrigins ?? [])].at(-1) ?? "";
}

function present() {
  return /** @type {any} */ (window).Microsoft?.CIFramework !== undefined;
}

/**
 * @param {string} origin
 * @param {LibraryRecord} record
 */
async function insertScript(origin, record) {
  record.initialised = false;
  const initialised = new Promise((resolve) => {
    window.addEventListener("CIFInitDone", resolve, { once: true });
  }).then(() => {
    record.initialised = true;
  });
  const script = document.createElement("script");
  script.src = origin + PATH;
  script.dataset.crmurl = origin;
  script.dataset.cifid = "CIFMainLibrary";
  try {
    await within(run(script), LOAD_MS, () => tooLate(script.src));
    if (!present()) throw foreign(script.src);
  } catch (error) {
    script.remove();
    throw error;
  }
  // It comes at once; seen here, `connect` need not wait and look again.
  const moment = new Promise((resolve) => setTimeout(resolve, INIT_MS));
  await Promise.race([initialised, moment]);
}

/** @param {HTMLScriptElement} script */
function run(script) {
  return new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", () =>
      reject(
        new BootFailure(
          "library-failed",
          `Dynamics' library could not be loaded from ${script.src}. Check that this is your ` +
            "organisation's address, that it can be reached from here, and that this page's " +
            "Content-Security-Policy allows scripts from it.",
        ),
      ),
    );
    document.head.append(script);
  });
}

/** @param {string} address */
function foreign(address) {
  return new BootFailure(
    "library-failed",
    `The script at ${address} is not Dynamics' library: it loaded, but did not bring ` +
      "Microsoft.CIFramework. Check the organisation's address.",
  );
}

/** @param {string} address */
function tooLate(address) {
  return new BootFailure(
    "library-timeout",
    `Dynamics' library did not load from ${address} within ${LOAD_MS / 1000} seconds. Check that ` +
      "the organisation's address can be reached from here, then try again.",
  );
}
