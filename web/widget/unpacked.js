/**
 * Keeps the runtime's large files unpacked in the browser's storage, for the starts to come. The
 * browser's own cache has them as they came, compressed, and unpacks them at every start, which
 * takes a fifth of a warm one.
 */

import { within } from "./deadline.js";

// A storage this slow costs more than it saves.
const STORAGE_MS = 2000;

export class Unpacked {
  #files;
  #store;
  /** By address. @type {Map<string, string>} */
  #paths;
  /** What Python has not taken yet, by address. @type {Map<string, Promise<Response>>} */
  #responses;
  /** The files that the storage had. @type {Set<string>} */
  #found = new Set();

  /**
   * Asks for the files, each from the storage or else from the network.
   *
   * @param {import("./download.js").Files} files
   * @param {string[]} paths The first is asked for first.
   */
  constructor(files, paths) {
    this.#files = files;
    // Other widgets of the origin have files of their own.
    this.#store = `cifbridge ${files.address("")}`;
    this.#paths = new Map(paths.map((path) => [files.address(path), path]));
    this.#responses = new Map(
      [...this.#paths].map(([address, path]) => [address, this.#ask(address, path)]),
    );
    // Python, which takes them later, reports what failed.
    for (const response of this.#responses.values()) response.catch(() => {});
  }

  /** @returns {ReadonlySet<string>} The files that the storage had. */
  get found() {
    return this.#found;
  }

  /**
   * Answers with the files whoever fetches them, once each. Python's runtime can be told the
   * addresses of its files, but not be given them.
   *
   * @returns {() => void} Ends that.
   */
  lend() {
    const { fetch } = globalThis;
    /** @type {typeof fetch} */
    const lending = (input, options) => this.#take(String(input)) ?? fetch(input, options);
    globalThis.fetch = lending;
    return () => {
      if (globalThis.fetch === lending) globalThis.fetch = fetch;
    };
  }

  /**
   * Puts what was not found into the storage, once it is known to be good, and removes what
   * belonged to an earlier build.
   *
   * @returns {Promise<void>}
   * @throws {Error} The browser stores nothing for this page, or a file is missing or damaged.
   */
  async keep() {
    const missing = [...this.#paths].filter(([, path]) => !this.#found.has(path));
    if (missing.length === 0) return;
    const store = await caches.open(this.#store);
    for (const [address, path] of missing) {
      await store.put(address, await this.#files.fetchResponse(path));
      this.#found.add(path);
    }
    for (const request of await store.keys()) {
      if (!this.#paths.has(request.url)) await store.delete(request);
    }
  }

  /** Gives up what the storage has, and what has not been taken: Python did not start from it. */
  forget() {
    this.#responses.clear();
    this.#found.clear();
    inStorage((storage) => storage.delete(this.#store));
  }

  /**
   * @param {string} address
   * @param {string} path
   */
  async #ask(address, path) {
    const kept = await inStorage((storage) =>
      storage.match(address, { cacheName: this.#store, ignoreVary: true }),
    );
    if (!kept) return fetch(address);
    this.#found.add(path);
    return kept;
  }

  /** @param {string} address */
  #take(address) {
    const response = this.#responses.get(address);
    this.#responses.delete(address);
    return response;
  }
}

/**
 * Where the browser stores nothing for this page, or does not answer, nothing is there. It is
 * `keep` that tells why.
 *
 * @template T
 * @param {(storage: CacheStorage) => Promise<T>} ask
 * @returns {Promise<T | undefined>}
 */
async function inStorage(ask) {
  try {
    return await within(ask(caches), STORAGE_MS, () => new Error("the storage does not answer"));
  } catch {
    return undefined;
  }
}
