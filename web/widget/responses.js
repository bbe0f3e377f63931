/**
 * What a web server's answer says about a file of the bundle, before anything else gets the blame.
 */

import { BootFailure, describe } from "./failure.js";

// Unauthorized, Forbidden, Proxy Authentication Required, Network Authentication Required.
const SIGN_IN = [401, 403, 407, 511];
const SIGN_IN_ADVICE =
  "Open the widget's address in a tab of its own and sign in there, then try again; if that does " +
  "not help, whoever runs the widget's web server has to let agents read its files.";

/**
 * Asks for a file, and looks at what the server says before its content.
 *
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<Response>} A good answer, or one whose content has to show whether it is.
 * @throws {BootFailure} `download-failed` or `download-refused`, with the file's address.
 */
export async function request(address, options) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error instanceof BootFailure) throw error;
    throw (await leadsAway(address, options))
      ? signIn(address, "leads to another site")
      : lost(address, error);
  }
  assertGiven(response, address);
  return response;
}

/**
 * @param {Response} response
 * @param {string} address
 * @throws {BootFailure} The server did not give the file out.
 */
export function assertGiven({ ok, status }, address) {
  if (ok) return;
  if (SIGN_IN.includes(status)) throw signIn(address, `answered HTTP ${status}`);
  if (status === 429 || status >= 500) {
    throw new BootFailure(
      "download-failed",
      `The widget's web server is in trouble: it answered HTTP ${status} for ${address}. Try ` +
        "again in a minute; if it happens again, tell whoever runs that server.",
    );
  }
  throw new BootFailure(
    "download-failed",
    `A part of the widget is missing on its web server: ${address} (HTTP ${status}). ` +
      "Try again; if it happens again, the widget has to be uploaded once more.",
  );
}

/**
 * Explains why content is not the file's.
 *
 * @param {Response} response
 * @param {string} address
 * @param {string} how What is wrong with the content.
 * @returns {BootFailure} `download-refused` or `download-damaged`.
 */
export function wrongContent(response, address, how) {
  if (typeOf(response).startsWith("text/html")) {
    const from = response.redirected ? ` from ${new URL(response.url).origin}` : "";
    return signIn(address, `brought a page${from} instead of the file`);
  }
  return new BootFailure(
    "download-damaged",
    `A part of the widget arrived damaged: ${address} ${how}. Try again; if it ` +
      "happens again, the widget has to be uploaded to its web server once more.",
  );
}

/**
 * @param {Response} response
 * @param {string} address
 * @throws {BootFailure} `download-type`: the browser does not run what is sent as such.
 */
export function assertRunnable(response, address) {
  const type = typeOf(response);
  if (!new URL(address).pathname.endsWith("js") || /^\w+\/.*script/.test(type)) return;
  throw new BootFailure(
    "download-type",
    `The widget's web server sends ${address} ${asType(type)}, and a browser runs only what is sent ` +
      "as text/javascript. Whoever runs that server has to set that Content-Type for .mjs files.",
  );
}

/**
 * @param {Response} response
 * @returns {string} What the server calls the content; empty if it does not say.
 */
export function typeOf(response) {
  return (response.headers.get("Content-Type") ?? "").toLowerCase();
}

/** @param {string} type */
export function asType(type) {
  return type ? `as ${type}` : "without a Content-Type";
}

/**
 * A page may not see where a redirect to another site leads; that there is one, it may.
 *
 * @param {string} address
 * @param {RequestInit} options
 */
async function leadsAway(address, { signal = null }) {
  if (signal?.aborted) return false;
  const options = /** @type {RequestInit} */ ({ redirect: "manual", cache: "no-store", signal });
  const answer = await fetch(address, options).catch(() => undefined);
  return answer?.type === "opaqueredirect";
}

/**
 * @param {string} address
 * @param {string} how
 */
function signIn(address, how) {
  return new BootFailure(
    "download-refused",
    `A sign-in page or a gateway stands before a part of the widget: ${address} ${how}. ${SIGN_IN_ADVICE}`,
  );
}

/**
 * @param {string} address
 * @param {unknown} error
 */
function lost(address, error) {
  return new BootFailure(
    "download-failed",
    `A part of the widget could not be downloaded: ${address}. Check the network connection, ` +
      "then try again.",
    describe(error),
  );
}
