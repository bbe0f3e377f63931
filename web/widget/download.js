/**
 * Fetches the bundle's files, counts their bytes, and notices a missing or damaged one by name.
 */

import { BootFailure, describe } from "./failure.js";

/** @typedef {typeof import("cifbridge-bundle").default} Bundle */

/**
 * Downloads every file that boot needs, in parallel. What the browser is about to download, or has
 * in its cache, does not cross the network again.
 *
 * @param {URL} base Address of the bundle.
 * @param {Bundle} bundle
 * @param {(received: number, total: number) => void} onProgress Bytes so far, and in all.
 * @param {AbortSignal} signal Stops the downloads when nobody needs them any more.
 * @returns {Promise<void>}
 * @throws {BootFailure} `download-failed` or `download-damaged`, with the file's address.
 */
export async function download(base, bundle, onProgress, signal) {
  const total = Object.values(bundle.sizes).reduce((sum, size) => sum + size, 0);
  let received = 0;
  const fetched = Object.entries(bundle.sizes).map(async ([path, size]) => {
    const response = await request(new URL(path, base), signal);
    await count(response, size, (bytes) => {
      received += bytes;
      onProgress(received, total);
    });
  });
  await Promise.all(fetched);
}

/**
 * @param {URL} base Address of the bundle.
 * @param {Bundle} bundle
 * @param {string} path
 * @returns {Promise<Uint8Array>} The file's content.
 */
export async function fetchFile(base, bundle, path) {
  const response = await request(new URL(path, base));
  const bytes = await response.bytes().catch(() => new Uint8Array());
  assertSize(response, bytes.byteLength, bundle.sizes[path]);
  return bytes;
}

/**
 * @param {Response} response
 * @param {number} size
 * @param {(bytes: number) => void} onBytes
 */
async function count(response, size, onBytes) {
  let received = 0;
  const sink = new WritableStream({
    write(/** @type {Uint8Array} */ chunk) {
      received += chunk.byteLength;
      onBytes(chunk.byteLength);
    },
  });
  // Of a connection that breaks off in the middle, the size tells below.
  await response.body?.pipeTo(sink).catch(() => {});
  assertSize(response, received, size);
}

/**
 * @param {Response} response
 * @param {number} received
 * @param {number | undefined} size
 */
function assertSize(response, received, size) {
  if (received === size) return;
  throw new BootFailure(
    "download-damaged",
    `A part of the widget arrived damaged: ${response.url} should have ${size} bytes and has ` +
      `${received}. Reload the page; if it happens again, the widget has to be uploaded to its ` +
      "web server once more.",
  );
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
