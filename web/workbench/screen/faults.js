/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { ActiveFault, Fault } from "../types.js" */
import { element, keyedList } from "./dom.js";
import { icon } from "./icons.js";

/** What can go wrong, and which of a fault's keys says so. */
const KINDS = {
  reject: "is rejected",
  lose: "is lost",
  delay: "is carried out after a delay",
  late: "is carried out, but answered late",
};

/**
 * Trouble made on purpose: what is set, and a form to set more.
 *
 * @param {Dynamics} host
 */
export function faultsPanel(host) {
  const { apis, shapes, late } = host.welcome;
  const api = element("input", { required: true, autocomplete: "off" });
  api.setAttribute("list", "fault-apis");
  const kind = select(Object.entries(KINDS));
  const shape = select(shapes.map((name) => [name, name]));
  const count = { type: "number", min: "1" };
  const ms = element("input", { ...count, value: String(late), required: true });
  const every = element("input", { ...count, placeholder: "all" });
  const times = element("input", { ...count, placeholder: "always" });
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
  /** @returns {Fault} */
  const fault = () => ({
    [kind.value]: { reject: shape.value, lose: true }[kind.value] ?? Number(ms.value),
    ...(every.value && { every: Number(every.value) }),
    ...(times.value && { times: Number(times.value) }),
  });
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    problem.textContent = "";
    await host.act("setFault", api.value.trim(), fault()).catch(({ message }) => {
      problem.textContent = message;
    });
  };
  const form = element(
    "form",
    { className: "fault-form", onsubmit },
    labelled("Call", api),
    labelled("Trouble", kind),
    shapeField,
    msField,
    labelled("Every", every),
    labelled("Times", times),
    element("button", { type: "submit", className: "button primary" }, "Set fault"),
    element("datalist", { id: "fault-apis" }, ...apis.map((value) => element("option", { value }))),
  );
  const list = element("ul", { className: "fault-list", "aria-label": "Active faults" });
  const onclick = () => host.act("clearFaults");
  const clear = element("button", { type: "button", className: "button", onclick }, "Clear all");
  const show = keyedList(
    list,
    (/** @type {ActiveFault} */ each) => each.api,
    (each) => row(host, each.api),
  );
  const update = () => {
    show(host.faults.active);
    clear.hidden = host.faults.active.length === 0;
  };
  host.addEventListener("faults", update);
  update();
  return [form, problem, list, clear];
}

/**
 * One click makes the host slow, refusing, forgetful or gone for what widgets log, and one puts it
 * right again.
 *
 * @param {Dynamics} host
 */
export function hostTrouble(host) {
  const hint = element("p", { className: "trouble-hint", role: "status" });
  const choices = host.welcome.troubles.map(({ name, sign }) => {
    const onchange = () => host.act("makeTrouble", name);
    const input = element("input", { type: "radio", name: "host-trouble", value: name, onchange });
    return { input, label: element("label", {}, input, icon(sign), name) };
  });
  const node = element(
    "fieldset",
    { className: "trouble" },
    element("legend", {}, "The host is"),
    element("div", { className: "segments" }, ...choices.map(({ label }) => label)),
    hint,
  );
  const update = () => {
    const { trouble } = host.faults;
    for (const { input } of choices) input.checked = input.value === trouble.name;
    if (hint.textContent !== trouble.hint) hint.textContent = trouble.hint;
    node.classList.toggle("troubled", trouble.troubled);
  };
  host.addEventListener("faults", update);
  update();
  return node;
}

/**
 * @param {Dynamics} host
 * @param {string} api
 */
function row(host, api) {
  const text = element("span");
  const onclick = () => host.act("clearFaults", api);
  const remove = element(
    "button",
    { type: "button", className: "link", "aria-label": `Clear the fault of ${api}`, onclick },
    icon("close"),
  );
  const update = (/** @type {ActiveFault} */ { shown }) => {
    text.textContent = shown;
  };
  return { node: element("li", {}, element("code", {}, api), text, remove), update };
}

/** @param {[string, string][]} options */
function select(options) {
  return element(
    "select",
    {},
    ...options.map(([value, text]) => element("option", { value }, text)),
  );
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
