/**
 * Fetches the bundle's files, counts their bytes, and notices a missing or damaged one by name.
 */

import { BootFailure } from "./failure.js";
import { assertGiven, assertRunnable, request, wrongContent } from "./responses.js";

// A network this slow is as good as none.
const SILENCE_MS = 30_000;

/** @typedef {typeof import("cifbridge-bundle").default} Bundle */

export class Files {
  #base;
  #files;
  /** What the browser may have kept of these is bad. */
  #failed = new Set();
  /** These are as they were built. */
  #seen = new Set();

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
      this.#entries(path).some(({ decodedBodySize }) => decodedBodySize === size),
    );
  }

  /**
   * Looks at what Python has started from, as far as it came over the network just now and nobody
   * has looked at it. What the browser had kept was looked at when it came: to read and hash it all
   * takes 140 ms, and WebAssembly that is asked for with `integrity` 180 ms, at every start.
   *
   * @throws {BootFailure} As `fetch` does.
   */
  async checkDownloaded() {
    const unseen = Object.keys(this.#files).filter((path) => !this.#seen.has(path));
    await Promise.all(
      unseen.filter((path) => this.#downloaded(path)).map((path) => this.fetch(path)),
    );
  }

  /**
   * Fetches again what was bad, past the browser's cache.
   *
   * @throws {BootFailure} As `fetch` does.
   */
  async replaceFailed() {
    await Promise.all([...this.#failed].map((path) => this.fetch(path)));
  }

  /**
   * @param {string} path
   * @param {AbortSignal} [signal]
   * @param {(bytes: number) => void} [onBytes] Is told of each part that arrives.
   * @returns {Promise<Uint8Array<ArrayBuffer>>} The file's content.
   * @throws {BootFailure} `download-...`, with the file's address.
   */
  async fetch(path, signal, onBytes) {
    const cache = this.#failed.has(path) ? "reload" : "default";
    try {
      const response = await request(this.#address(path), { cache, signal: signal ?? null });
      const content = await this.read(path, response, signal, onBytes);
      assertRunnable(response, this.#address(path));
      return content;
    } catch (error) {
      if (!signal?.aborted) this.#failed.add(path);
      throw error;
    }
  }

  /**
   * @param {string} path
   * @param {Response} response The server's answer to whoever asked for the file.
   * @param {AbortSignal} [signal]
   * @param {(bytes: number) => void} [onBytes] Is told of each part that arrives.
   * @returns {Promise<Uint8Array<ArrayBuffer>>} The file's content.
   * @throws {BootFailure} `download-...`, with the file's address.
   */
  async read(path, response, signal, onBytes) {
    const address = this.#address(path);
    assertGiven(response, address);
    const { bytes, received } = await this.#receive(response, path, onBytes);
    signal?.throwIfAborted();
    const wrong = await this.#fault(bytes, received, path);
    if (wrong) {
      this.#failed.add(path);
      throw wrongContent(response, address, wrong);
    }
    this.#failed.delete(path);
    this.#seen.add(path);
    return bytes;
  }

  /**
   * Whether a file's content came over the network for this page; of another origin's the browser
   * may not tell.
   *
   * @param {string} path
   */
  #downloaded(path) {
    return this.#entries(path).some(
      ({ transferSize, encodedBodySize }) => transferSize > encodedBodySize,
    );
  }

  /** @param {string} path */
  #entries(path) {
    const entries = performance.getEntriesByName(this.#address(path), "resource");
    return /** @type {PerformanceResourceTiming[]} */ (entries);
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
  async #receive(response, path, onBytes) {
    const bytes = new Uint8Array(this.#files[path]?.size ?? 0);
    let received = 0;
    const sink = new WritableStream({
      write(/** @type {Uint8Array} */ chunk) {
        if (received + chunk.byteLength <= bytes.byteLength) bytes.set(chunk, received);
        received += chunk.byteLength;
        onBytes?.(chunk.byteLength);
      },
    });
    // A connection that breaks off in the middle shows in the size.
    await response.body?.pipeTo(sink).catch(() => {});
    return { bytes, received };
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {number} received
   * @param {string} path
   * @returns {Promise<string | undefined>} What is wrong with the content.
   */
  async #fault(bytes, received, path) {
    if (received !== bytes.byteLength) {
      return `should have ${bytes.byteLength} bytes and has ${received}`;
    }
    // Only a page with HTTPS, or on the developer's machine, can compute hashes.
    const digest = await globalThis.crypto.subtle?.digest("SHA-256", bytes);
    const good = !digest || hex(digest) === this.#files[path]?.sha256;
    return good ? undefined : "has the right size but other content than it was built with";
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
