/**
 * Fetches the bundle's files, counts their bytes, and notices a missing or damaged one by name.
 *
 * Pyodide itself never settles when its WebAssembly cannot be used, so nothing reaches it unchecked.
 */

import { BootFailure, describe } from "./failure.js";

/**
 * @typedef {object} Bundle
 * @property {string} app Name of the widget's package.
 * @property {boolean} development Whether this is a developer's build.
 * @property {string} pyodide Folder of the Python runtime.
 * @property {string[]} wheels Wheels to install, in order.
 * @property {string} archive Zip of the widget's package.
 * @property {Record<string, number>} sizes Bytes of each file that boot needs.
 */

/**
 * @param {URL} base Address of the bundle.
 * @returns {Promise<Bundle>}
 */
export async function fetchBundle(base) {
  const response = await request(new URL("bundle.json", base));
  return response.json();
}

/**
 * Downloads every file that boot needs, in parallel.
 *
 * @param {URL} base Address of the bundle.
 * @param {Bundle} bundle
 * @param {(received: number, total: number) => void} onProgress Bytes so far, and in all.
 * @param {AbortSignal} signal Stops the downloads when the page has failed for another reason.
 * @returns {Promise<Map<string, ArrayBuffer>>} The files' contents by their path in the bundle.
 * @throws {BootFailure} `download-failed` or `download-damaged`, with the file's address.
 */
export async function download(base, bundle, onProgress, signal) {
  const total = Object.values(bundle.sizes).reduce((sum, size) => sum + size, 0);
  let received = 0;
  const fetched = Object.entries(bundle.sizes).map(async ([path, size]) => {
    const response = await request(new URL(path, base), signal);
    const bytes = await contents(response, size, (count) => {
      received += count;
      onProgress(received, total);
    });
    return /** @type {const} */ ([path, bytes]);
  });
  return new Map(await Promise.all(fetched));
}

/**
 * @param {Response} response
 * @param {number} size
 * @param {(count: number) => void} onBytes
 * @returns {Promise<ArrayBuffer>}
 */
async function contents(response, size, onBytes) {
  const counter = new TransformStream({
    transform(/** @type {Uint8Array} */ chunk, controller) {
      onBytes(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  const bytes = await new Response(response.body?.pipeThrough(counter)).arrayBuffer().catch(
    // A connection that breaks off in the middle; the size tells it below.
    () => new ArrayBuffer(0),
  );
  if (bytes.byteLength !== size) {
    throw new BootFailure(
      "download-damaged",
      `A part of the widget arrived damaged: ${response.url} should have ${size} bytes and has ` +
        `${bytes.byteLength}. Reload the page; if it happens again, the widget has to be ` +
        "uploaded to its web server once more.",
    );
  }
  return bytes;
}

/**
 * @param {URL} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
async function request(url, signal) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { signal: signal ?? null });
  } catch (error) {
    throw new BootFailure(
      "download-failed",
      `A part of the widget could not be downloaded: ${url.href}. Check the network connection, ` +
        "then reload the page.",
      describe(error),
    );
  }
  if (response.ok) return response;
  throw new BootFailure(
    "download-failed",
    `A part of the widget is missing on its web server: ${url.href} (HTTP ${response.status}). ` +
      "Reload the page; if it happens again, the widget has to be uploaded once more.",
  );
}
