/**
 * Whether the page is still the one that its web server has, and how to load that one.
 */

import { request } from "./responses.js";

const ANSWER_MS = 5000;

/**
 * Whether the server has other files than this page was built with, as after a deployment.
 *
 * @param {URL} base Address of the bundle.
 * @param {import("./download.js").Bundle} bundle What the page was built with.
 * @returns {Promise<boolean>} False if the server does not say: then the files themselves will.
 */
export async function isOutdated(base, bundle) {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(new URL("bundle.json", base), { cache: "no-store", signal });
    if (!response.ok) return false;
    const { files } = await response.json();
    return JSON.stringify(files) !== JSON.stringify(bundle.files);
  } catch {
    return false;
  }
}

/**
 * Loads the page again, with the script that the server has now.
 *
 * @param {string} script Address of the boot script; the browser may have an old or bad one.
 * @returns {Promise<never>}
 * @throws {BootFailure} `download-...`: the page would not come back, so it stays.
 */
export async function loadPageAgain(script) {
  await request(script, { cache: "reload" });
  location.reload();
  return new Promise(() => {});
}
