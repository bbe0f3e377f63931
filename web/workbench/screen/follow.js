/** @import { Dynamics } from "../mirror/dynamics.js" */
import { element } from "./dom.js";

/**
 * Shows what is read from Dataverse, and reads it again when a row was written.
 *
 * @template Data
 * @param {Dynamics} host
 * @param {HTMLElement} place
 * @param {() => Promise<Data>} read
 * @param {(data: Data) => void} show
 */
export function followRecords(host, place, read, show) {
  let latest = 0;
  const refresh = async () => {
    latest += 1;
    const mine = latest;
    place.setAttribute("aria-busy", "true");
    const shown = await read().then(
      (data) => () => show(data),
      (error) => () => showProblem(place, error),
    );
    // A slow answer must not cover a newer one.
    if (mine !== latest) return;
    shown();
    place.removeAttribute("aria-busy");
  };
  host.addEventListener("records", refresh);
  const dispose = () => host.removeEventListener("records", refresh);
  refresh();
  return { refresh, dispose };
}

/**
 * @param {HTMLElement} place
 * @param {Error} error
 */
function showProblem(place, { message }) {
  place.replaceChildren(element("p", { className: "problem", role: "alert" }, message));
}
