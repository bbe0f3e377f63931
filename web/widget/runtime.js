/**
 * Starts Python: Pyodide from the bundle, with the wheels and the widget's package installed.
 */

import { within } from "./deadline.js";
import { BootFailure, describe } from "./failure.js";

/** @typedef {import("../node_modules/pyodide/pyodide.d.ts").PyodideAPI} Pyodide */

const START_MS = 60_000;
// The smallest module there is: the magic number and version 1.
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * @param {URL} base Address of the bundle.
 * @param {import("./download.js").Bundle} bundle
 * @param {Map<string, ArrayBuffer>} files The bundle's files, checked.
 * @returns {Promise<Pyodide>}
 * @throws {BootFailure} `runtime-blocked`, `runtime-failed` or `runtime-timeout`.
 */
export async function startPython(base, bundle, files) {
  assertWasmAllowed();
  const indexURL = new URL(bundle.pyodide, base).href;
  const starting = import(`${indexURL}pyodide.mjs`).then(({ loadPyodide }) =>
    loadPyodide({ indexURL }),
  );
  /** @type {Pyodide} */
  const pyodide = await within(
    starting.catch((error) => {
      throw new BootFailure(
        "runtime-failed",
        "Python could not start in this browser. Update the browser, then reload the page; if it " +
          "happens again, send the details below to whoever supplies the widget.",
        describe(error),
      );
    }),
    START_MS,
    () =>
      new BootFailure(
        "runtime-timeout",
        `Python did not start within ${START_MS / 1000} seconds. The computer may be short of ` +
          "memory: close other tabs, then reload the page.",
      ),
  );
  const extractDir = pyodide.runPython("import site; site.getsitepackages()[0]");
  for (const path of [...bundle.wheels, bundle.archive]) {
    // A wheel is a zip; its name as a format would unpack it into the working directory.
    pyodide.unpackArchive(bytesOf(files, path), "zip", { extractDir });
  }
  return pyodide;
}

/**
 * @param {Map<string, ArrayBuffer>} files
 * @param {string} path
 */
function bytesOf(files, path) {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`bundle.json gives no size for ${path}`);
  return bytes;
}

function assertWasmAllowed() {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    throw new BootFailure(
      "runtime-blocked",
      "This page may not run WebAssembly, which Python needs. Whoever runs the widget's web server " +
        "has to add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy header.",
      describe(error),
    );
  }
}
