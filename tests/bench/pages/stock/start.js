// What Pyodide's documentation says to do.
import { loadPyodide } from "./runtime/pyodide.mjs";

const { wheel, widget } = document.getElementById("start").dataset;
const pyodide = await loadPyodide();
await pyodide.loadPackage("micropip");
await pyodide.pyimport("micropip").install(new URL(wheel, location.href).href);
const archive = await fetch(widget);
pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
await pyodide.runPythonAsync("import softphone; await softphone.main()");
