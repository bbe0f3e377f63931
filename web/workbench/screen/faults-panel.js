/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Fault } from "../types.js" */
import { element, keyedList } from "./dom.js";
import { faultText } from "./fault-text.js";
import { icon } from "./icons.js";

/** @typedef {Fault & {api: string}} ActiveFault */

/** Longer than the library waits. */
const LATE = 12_000;

/** What can go wrong, and which of a fault's keys says so. */
const KINDS = /** @type {const} */ ({
  reject: "is rejected",
  lose: "is lost",
  delay: "is carried out after a delay",
  late: "is carried out, but answered late",
});

/**
 * Trouble made on purpose: what is set, and a form to set more.
 *
 * @param {Dynamics} host
 */
export function faultsPanel(host) {
  const api = element("input", { required: true, autocomplete: "off" });
  api.setAttribute("list", "fault-apis");
  const kind = select(Object.entries(KINDS));
  const shape = select(host.welcome.shapes.map((name) => [name, name]));
  const ms = element("input", { type: "number", min: "1", value: String(LATE), required: true });
  const every = element("input", { type: "number", min: "1", placeholder: "all" });
  const times = element("input", { type: "number", min: "1", placeholder: "always" });
  const shapeField = labelled("As", shape);
  const msField = labelled("Milliseconds", ms);
  const problem = element("p", { className: "problem", role: "alert" });

  const adapt = () => {
    shapeField.hidden = kind.value !== "reject";
    msField.hidden = kind.value !== "delay" && kind.value !== "late";
    ms.disabled = msField.hidden;
  };
  kind.addEventListener("change", adapt);
  adapt();

  const form = element(
    "form",
    { className: "fault-form" },
    labelled("Call", api),
    labelled("Trouble", kind),
    shapeField,
    msField,
    labelled("Every", every),
    labelled("Times", times),
    element("button", { type: "submit", className: "button primary" }, "Set fault"),
    element(
      "datalist",
      { id: "fault-apis" },
      ...host.welcome.apis.map((name) => option(name, name)),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      await host.act("setFault", api.value.trim(), {
        ...faultOf(kind.value, shape.value, Number(ms.value)),
        ...(every.value && { every: Number(every.value) }),
        ...(times.value && { times: Number(times.value) }),
      });
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
    }
  });

  const list = element("ul", { className: "fault-list", "aria-label": "Active faults" });
  const clear = element(
    "button",
    { type: "button", className: "button", onclick: () => host.act("clearFaults") },
    "Clear all",
  );
  const show = keyedList(
    list,
    (/** @type {ActiveFault} */ { api: name }) => name,
    () => row(host),
  );
  const update = () => {
    show(host.faults);
    clear.hidden = host.faults.length === 0;
  };
  host.addEventListener("faults", update);
  update();
  return [form, problem, list, clear];
}

/** @param {Dynamics} host */
function row(host) {
  const text = element("span", {});
  const name = element("code", {});
  const remove = element("button", { type: "button", className: "link" }, icon("close"));
  const node = element("li", {}, name, text, remove);
  const update = (/** @type {ActiveFault} */ fault) => {
    name.textContent = fault.api;
    text.textContent = faultText(fault);
    remove.setAttribute("aria-label", `Clear the fault of ${fault.api}`);
    remove.onclick = () => host.act("clearFaults", fault.api);
  };
  return { node, update };
}

/**
 * @param {string} kind
 * @param {string} shape
 * @param {number} ms
 * @returns {Fault}
 */
function faultOf(kind, shape, ms) {
  if (kind === "reject") return { reject: shape };
  if (kind === "lose") return { lose: true };
  return kind === "late" ? { late: ms } : { delay: ms };
}

/** @param {[string, string][]} options */
function select(options) {
  return element("select", {}, ...options.map(([value, text]) => option(value, text)));
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  return element("option", { value }, text);
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function labelled(text, control) {
  control.id = `fault-${text.toLowerCase()}`;
  const label = element("label", { htmlFor: control.id }, text);
  return element("div", { className: "field" }, label, control);
}
