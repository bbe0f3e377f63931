/**
 * Lets WebAssembly start where the browser refuses to stream it.
 *
 * Pyodide asks for its WebAssembly itself and streams it, because only what is streamed is kept
 * compiled by Chromium. It streams nothing that is sent as another type, which object stores and
 * proxies do, and when it fails for any reason Pyodide never settles. Its one call is watched.
 */

import { BootFailure, describe } from "./failure.js";
import { asType, typeOf } from "./responses.js";

const TYPE = "application/wasm";
const { instantiateStreaming } = WebAssembly;

/**
 * Watches the next compilation.
 *
 * @param {import("./download.js").Files} files
 * @param {string} path The file that will be compiled.
 * @returns {Promise<never>} Rejects when the file cannot be compiled in any way: with a
 *   `download-...` if it is the file's fault, else with `runtime-failed`.
 */
export function compilationOf(files, path) {
  return new Promise((_, reject) => {
    WebAssembly.instantiateStreaming = async (source, imports) => {
      WebAssembly.instantiateStreaming = instantiateStreaming;
      try {
        return await instantiateStreaming(source, imports);
      } catch {
        try {
          return await WebAssembly.instantiate(await contentOf(source, files, path), imports);
        } catch (error) {
          reject(error instanceof BootFailure ? error : unusable(error));
          throw error;
        }
      }
    };
  });
}

/**
 * @param {Response | PromiseLike<Response>} source
 * @param {import("./download.js").Files} files
 * @param {string} path
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function contentOf(source, files, path) {
  const response = await Promise.resolve(source).catch(() => undefined);
  if (!response || response.bodyUsed) return files.fetch(path);
  const content = await files.read(path, response);
  const type = typeOf(response);
  if (type !== TYPE) {
    console.warn(
      `[cifbridge] ${response.url} is sent ${asType(type)}, so the browser compiles it again at ` +
        `every start. Have the web server send it with "Content-Type: ${TYPE}".`,
    );
  }
  return content;
}

/** @param {unknown} error Of a file whose content is as it was built. */
function unusable(error) {
  const advice =
    error instanceof RangeError
      ? "The computer is short of memory: close other tabs, then try again."
      : "Update the browser, then try again; if it happens again, send the details below to " +
        "whoever supplies the widget.";
  return new BootFailure(
    "runtime-failed",
    `Python could not start in this browser. ${advice}`,
    describe(error),
  );
}
