/**
 * Puts Microsoft's widget library on the page, with a record of it for Python, and calls it first.
 */

import { mentionsLibrary } from "./address.js";
import { crmOrigin } from "./crm-origin.js";
import { BootFailure, within } from "./failure.js";
import { run } from "./script.js";

export const PATH = "/webresources/Widget/msdyn_ciLibrary.js";
const FIRST_API = "getEnvironment";
const ID = "CIFMainLibrary";
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

/** @typedef {Pick<import("./crm-origin.js").OriginSources, "configured" | "allowed" | "development">} Settings */

/**
 * Loads the library, unless the page already has `Microsoft.CIFramework`.
 *
 * @param {LibraryRecord} record Kept up to date while the library loads and starts.
 * @param {Settings} settings
 * @returns {Promise<void>} Settles when the library's functions are there.
 * @throws {BootFailure} `no-frame`, or `library-missing`, `-refused`, `-failed` or `-timeout`.
 */
export async function loadLibrary(record, settings) {
  // The page's own library has read the address too.
  if (present() && !mentionsLibrary(location.href)) return;
  delete record.failed;
  if (window.top === window) {
    throw new BootFailure(
      "no-frame",
      "This page is a channel widget: it works inside Dynamics 365, in the communication panel. " +
        "Open it from Customer Service workspace, or in the cifbridge workbench.",
    );
  }
  try {
    const origin = crmOrigin({ ...settings, ...whatIsHere() });
    if (!present()) await insertScript(origin, record);
  } catch (error) {
    const failure = BootFailure.from(error);
    record[failure.code === "library-refused" ? "refused" : "failed"] = failure.message;
    throw failure;
  }
}

/** What the browser and the page have to say of the organisation. */
function whatIsHere() {
  // After a reload from inside the frame the referrer is this page itself.
  const referrer = URL.canParse(document.referrer) ? new URL(document.referrer).origin : "";
  return {
    address: location.href,
    ancestors: [...(location.ancestorOrigins ?? [])],
    referrer: referrer === location.origin ? "" : referrer,
    tagged: [...document.querySelectorAll(`script[data-cifid="${ID}"]`)].map(
      (tag) => tag.getAttribute("data-crmurl") ?? "",
    ),
  };
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
  }).then((/** @type {CustomEvent} */ { detail }) => {
    if (postsTo(detail, origin)) record.initialised = true;
    else withdraw(record, detail);
  });
  const script = document.createElement("script");
  script.src = origin + PATH;
  script.dataset.crmurl = origin;
  script.dataset.cifid = ID;
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
  if (record.refused) throw new BootFailure("library-refused", record.refused);
}

/**
 * The library says whom it trusts; it sends to the last of them. By then the address may be another
 * one than was read: the page's own scripts can change all of it, the page outside what follows `#`.
 *
 * @param {unknown} trusted
 * @param {string} origin
 * @returns {boolean} False only if it sends elsewhere.
 */
function postsTo(trusted, origin) {
  const target = Array.isArray(trusted) ? String(trusted.at(-1)) : "";
  if (!URL.canParse(target)) return true;
  // It drops the port.
  const [theirs, ours] = [new URL(target), new URL(origin)];
  return theirs.protocol === ours.protocol && theirs.hostname === ours.hostname;
}

/**
 * @param {LibraryRecord} record
 * @param {string[]} trusted
 */
function withdraw(record, trusted) {
  delete (/** @type {any} */ (window).Microsoft.CIFramework);
  record.refused =
    `Dynamics' library was taken off the page again: it would send this widget's messages to ` +
    `${trusted.at(-1)}, which is not the organisation that it was loaded from. The page's address ` +
    "changed while it loaded; correct the channel provider's Channel URL, or what changed it.";
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

/**
 * Asks the host for its environment while Python still starts: `cifbridge.connect()` takes the
 * answer as its proof that somebody is there, and need not wait for a round trip of its own.
 */
export class FirstQuestion {
  /**
   * In an array, because an await of Python's does not return from every rejection.
   *
   * @type {[Promise<unknown>] | undefined}
   */
  #asked;

  /** Asks; the page has its library. */
  ask() {
    const framework = /** @type {any} */ (window).Microsoft.CIFramework;
    const answer = new Promise((resolve) => resolve(framework[FIRST_API]()));
    // Whoever takes it hears of a refusal.
    answer.catch(() => {});
    this.#asked = [answer];
  }

  /**
   * @param {string} api Name of a call that is about to be made.
   * @returns {[Promise<unknown>] | undefined} Its promise, if the page has made it; once.
   */
  take(api) {
    if (api !== FIRST_API) return undefined;
    const asked = this.#asked;
    this.#asked = undefined;
    return asked;
  }
}
