/**
 * Runs a Python program in Pyodide under Node, with a folder of this machine as its /work:
 *
 *     node run-python.js PYODIDE PROGRAM FOLDER [STDLIB]
 *
 * What the browser's Python is to run is compiled by that same Python, whatever version this
 * machine has. PYODIDE is npm's package. STDLIB is a compiled standard library, which makes the
 * start several times faster.
 */

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import process, { argv, env } from "node:process";
import { pathToFileURL } from "node:url";

const [home, program, folder, stdlib] = argv.slice(2);
if (home === undefined || program === undefined || folder === undefined)
  throw new Error("PYODIDE, PROGRAM and FOLDER are needed");

const { PYTHONNODEBUGRANGES } = env;
try {
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({
    env: {
      // The order of sets shows in the bytes: equal sources are to give equal ones.
      PYTHONHASHSEED: "0",
      ...(PYTHONNODEBUGRANGES ? { PYTHONNODEBUGRANGES } : {}),
    },
    ...(stdlib ? { stdLibURL: resolve(stdlib) } : {}),
  });
  pyodide.mountNodeFS("/work", resolve(folder));
  pyodide.runPython(await readFile(program, "utf8"));
} catch (error) {
  // Node's own report would show a line of Pyodide's source, which is all of it.
  console.error(String(error));
  process.exitCode = 1;
}
