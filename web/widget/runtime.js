/**
 * Starts Python: Pyodide from the bundle, with the compiled zips of the widget on its path.
 */

import { BootFailure, describe } from "./failure.js";
import { compilationOf } from "./streaming.js";

/** @typedef {import("../node_modules/pyodide/pyodide.d.ts").PyodideAPI} Pyodide */

const SITE_PACKAGES = "/lib/python3.14/site-packages";
// The smallest module there is: the magic number and version 1.
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Pyodide fetches its own files, because only what it streams itself is kept compiled by the
 * browser. It may never settle when they are damaged: somebody else has to look at them.
 *
 * @param {URL} base Address of the bundle.
 * @param {import("./download.js").Bundle} bundle
 * @param {import("./download.js").Files} files
 * @param {number} attempt 1 for the first. Browsers remember a module that was bad.
 * @returns {Promise<Pyodide>}
 * @throws {BootFailure} `runtime-blocked`, `runtime-failed` or `download-...`.
 */
export async function startPython(base, bundle, files, attempt) {
  assertWasmAllowed();
  const indexURL = new URL(bundle.runtime, base).href;
  const query = attempt > 1 ? `?attempt=${attempt}` : "";
  const unusable = compilationOf(files, `${bundle.runtime}pyodide.asm.wasm`);
  // Asked for here and now, not when the first has arrived and asks for it.
  const machine = import(`${indexURL}pyodide.asm.mjs${query}`);
  const starting = import(`${indexURL}pyodide.mjs${query}`).then(({ loadPyodide }) =>
    loadPyodide({
      indexURL,
      createPyodideModule: async (/** @type {unknown} */ settings) =>
        (await machine).default(settings),
      stdLibURL: new URL(bundle.stdlib, base).href,
      lockFileContents: bundle.lock,
      packages: bundle.load,
      packageBaseUrl: new URL(bundle.wheels, base).href,
    }),
  );
  /** @type {[Pyodide, Uint8Array | null, ...Uint8Array[]]} */
  const [pyodide, packages, ...archives] = await Promise.all([
    Promise.race([Promise.all([starting, machine]), unusable]).then(
      ([loaded]) => loaded,
      (error) => {
        if (error instanceof BootFailure) throw error;
        throw new BootFailure(
          "runtime-failed",
          "Python could not start in this browser. Update the browser, then try again; if it " +
            "happens again, send the details below to whoever supplies the widget.",
          describe(error),
        );
      },
    ),
    bundle.packages === null ? null : files.fetch(bundle.packages),
    ...bundle.archives.map((path) => files.fetch(path)),
  ]);
  if (packages) pyodide.unpackArchive(packages, "zip", { extractDir: SITE_PACKAGES });
  const path = pyodide.pyimport("sys").path;
  for (const [index, content] of archives.entries()) {
    const file = `/lib/${bundle.archives[index]?.split("/").at(-1)}`;
    pyodide.FS.writeFile(file, content);
    path.append(file);
  }
  pyodide.pyimport("cifbridge._imports").explain_imports(bundle.leftOut);
  return pyodide;
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
