/**
 * Fetches the bundle's files, counts their bytes, and notices a missing or damaged one by name.
 */

import { BootFailure, describe } from "./failure.js";

// A network this slow is as good as none.
const SILENCE_MS = 30_000;

/** @typedef {typeof import("cifbridge-bundle").default} Bundle */

export class Files {
  #base;
  #files;
  /** What the browser may have kept of these is bad. */
  #failed = new Set();

  /**
   * @param {URL} base Address of the bundle.
   * @param {Bundle["files"]} files
   */
  constructor(base, files) {
    this.#base = base;
    this.#files = files;
  }

  /**
   * Fetches every file, in parallel. What the browser is about to download, or has in its cache,
   * does not cross the network again.
   *
   * @param {(received: number, total: number) => void} onProgress Bytes so far, and in all.
   * @param {AbortSignal} unneeded
   * @returns {Promise<void>}
   * @throws {BootFailure} As `fetch` does, or `download-timeout` when nothing comes any more.
   */
  async fetchAll(onProgress, unneeded) {
    const files = Object.entries(this.#files);
    const total = files.reduce((sum, [, { size }]) => sum + size, 0);
    const missing = new Set(Object.keys(this.#files));
    const given = new AbortController();
    const signal = AbortSignal.any([unneeded, given.signal]);
    const giveUp = () => given.abort(silence([...missing].map((path) => this.#address(path))));
    let timer = setTimeout(giveUp, SILENCE_MS);
    let received = 0;
    try {
      await Promise.all(
        files.map(async ([path]) => {
          await this.fetch(path, signal, (bytes) => {
            clearTimeout(timer);
            timer = setTimeout(giveUp, SILENCE_MS);
            received += bytes;
            onProgress(received, total);
          });
          missing.delete(path);
        }),
      );
    } finally {
      clearTimeout(timer);
      given.abort();
    }
  }

  /**
   * Whether the browser has every file in its full length already, whoever asked for it. What comes
   * from another origin it may not tell.
   */
  haveArrived() {
    return Object.entries(this.#files).every(([path, { size }]) =>
      performance
        .getEntriesByName(this.#address(path), "resource")
        .some((entry) => "decodedBodySize" in entry && entry.decodedBodySize === size),
    );
  }

  /**
   * @param {string} path
   * @param {AbortSignal} [signal]
   * @param {(bytes: number) => void} [onBytes] Is told of each part that arrives.
   * @returns {Promise<Uint8Array<ArrayBuffer>>} The file's content.
   * @throws {BootFailure} `download-failed` or `download-damaged`, with the file's address.
   */
  async fetch(path, signal, onBytes) {
    try {
      const cache = this.#failed.has(path) ? "reload" : "default";
      const response = await request(this.#address(path), { cache, signal: signal ?? null });
      const content = await this.#read(response, path, onBytes);
      signal?.throwIfAborted();
      await this.#check(content, path);
      this.#failed.delete(path);
      return content.bytes;
    } catch (error) {
      if (!signal?.aborted) this.#failed.add(path);
      throw error;
    }
  }

  /** @param {string} path */
  #address(path) {
    return new URL(path, this.#base).href;
  }

  /**
   * @param {Response} response
   * @param {string} path
   * @param {((bytes: number) => void) | undefined} onBytes
   */
  async #read(response, path, onBytes) {
    const bytes = new Uint8Array(this.#files[path]?.size ?? 0);
    let received = 0;
    const sink = new WritableStream({
      write(/** @type {Uint8Array} */ chunk) {
        if (received + chunk.byteLength <= bytes.byteLength) bytes.set(chunk, received);
        received += chunk.byteLength;
        onBytes?.(chunk.byteLength);
      },
    });
    // Of a connection that breaks off in the middle, the size tells.
    await response.body?.pipeTo(sink).catch(() => {});
    return { bytes, received };
  }

  /**
   * @param {{bytes: Uint8Array<ArrayBuffer>, received: number}} content
   * @param {string} path
   */
  async #check({ bytes, received }, path) {
    if (received !== bytes.byteLength) {
      throw this.#damaged(path, `should have ${bytes.byteLength} bytes and has ${received}`);
    }
    // Only a page with HTTPS, or on the developer's machine, can compute hashes.
    const digest = await globalThis.crypto.subtle?.digest("SHA-256", bytes);
    if (digest && hex(digest) !== this.#files[path]?.sha256) {
      throw this.#damaged(path, "has the right size but other content than it was built with");
    }
  }

  /**
   * @param {string} path
   * @param {string} how
   */
  #damaged(path, how) {
    return new BootFailure(
      "download-damaged",
      `A part of the widget arrived damaged: ${this.#address(path)} ${how}. Try again; if it ` +
        "happens again, the widget has to be uploaded to its web server once more.",
    );
  }
}

/** @param {ArrayBuffer} digest */
function hex(digest) {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string[]} addresses */
function silence(addresses) {
  return new BootFailure(
    "download-timeout",
    `Nothing more of the widget arrived for ${SILENCE_MS / 1000} seconds. Check the network ` +
      "connection, then try again.",
    `Still missing:\n${addresses.join("\n")}`,
  );
}

/**
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 */
async function request(address, options) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error instanceof BootFailure) throw error;
    throw new BootFailure(
      "download-failed",
      `A part of the widget could not be downloaded: ${address}. Check the network connection, ` +
        "then try again.",
      describe(error),
    );
  }
  if (response.ok) return response;
  throw new BootFailure(
    "download-failed",
    `A part of the widget is missing on its web server: ${address} (HTTP ${response.status}). ` +
      "Try again; if it happens again, the widget has to be uploaded once more.",
  );
}
