/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Field, NewForm, Page, RecordForm } from "../types.js" */
import "@fluentui/web-components/badge.js";
import "@fluentui/web-components/button.js";
import { element } from "./dom.js";
import { cellContent, follow, phoneButton } from "./records.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

let made = 0;

/**
 * A record that the agent reads, changes and saves.
 *
 * @param {Dynamics} host
 * @param {Extract<Page, {pagetype: "entityrecord"}>} page
 */
export function recordPage(host, { etn, id }) {
  const node = element("article", { className: "page record" });
  /** @type {ReturnType<typeof recordForm> | undefined} */
  let form;
  const { dispose } = follow(
    host,
    ["records", "forms"],
    node,
    () => host.act("recordForm", etn, id),
    (/** @type {RecordForm} */ shown) => {
      form ??= recordForm(host, etn, id, shown);
      form.update(shown);
      if (!node.contains(form.body)) node.replaceChildren(...form.nodes);
    },
  );
  return { node, dispose };
}

/**
 * @param {Dynamics} host
 * @param {string} etn
 * @param {string} id
 * @param {RecordForm} shown
 */
function recordForm(host, etn, id, { kind, fields }) {
  const title = element("h2");
  const state = element("p", { className: "hint", role: "status" });
  const problem = element("p", { className: "problem", role: "alert" });
  const command = (/** @type {string} */ text, /** @type {object} */ properties) =>
    element("fluent-button", { size: "small", ...properties }, text);
  const save = command("Save", {
    appearance: "primary",
    onclick: () =>
      host.act("saveRecord", etn, id).catch(({ message }) => {
        problem.textContent = message;
      }),
  });
  const onclick = () => host.act("discardRecord", etn, id);
  const discard = command("Discard", { appearance: "subtle", onclick });
  const views = fields.map((field) =>
    fieldView(host, field, (values) => host.act("editRecord", etn, id, values)),
  );
  const badge = element("fluent-badge", { appearance: "tint", color: "brand" }, kind);
  const head = element("div", { className: "page-head" }, title, badge, save, discard);
  const body = element("div", { className: "fields card" }, ...views.map(({ node }) => node));
  const update = (/** @type {RecordForm} */ form) => {
    title.textContent = form.title;
    state.textContent = form.state;
    if (!form.open) problem.textContent = "";
    for (const button of [save, discard]) button.toggleAttribute("disabled", !form.open);
    for (const [index, field] of form.fields.entries()) views[index]?.show(field);
  };
  return { nodes: [head, state, problem, body], body, update };
}

/**
 * The form of a new record that a widget opened; the agent saves or cancels it.
 *
 * @param {Dynamics} host
 */
export function formDialog(host) {
  return modal(
    host,
    "forms",
    () => host.forms.new,
    (form) => newForm(host, form),
    ({ id }) => host.act("cancelForm", id),
  );
}

/**
 * @param {Dynamics} host
 * @param {NewForm} form
 */
function newForm(host, { id, title, fields }) {
  const entered = {};
  const problem = element("p", { className: "problem", role: "alert" });
  const views = fields.map((field) => {
    const view = fieldView(host, field, (values) => Object.assign(entered, values));
    view.show(field);
    return view.node;
  });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    host.act("saveForm", entered, id).catch(({ message }) => {
      problem.textContent = message;
    });
  };
  const cancel = () => host.act("cancelForm", id);
  return element(
    "form",
    { method: "dialog", onsubmit },
    element("h2", {}, title),
    element("p", { className: "hint" }, "The widget opened this form with openForm."),
    problem,
    element("div", { className: "fields" }, ...views),
    element(
      "div",
      { className: "dialog-actions" },
      element("button", { type: "submit", className: "button primary" }, "Save"),
      element("button", { type: "button", className: "button", onclick: cancel }, "Cancel"),
    ),
  );
}

/**
 * What openDialog asks the agent.
 *
 * @param {Dynamics} host
 */
export function questionDialog(host) {
  const answer = (/** @type {number} */ id, /** @type {boolean} */ confirmed) =>
    host.act("answerDialog", confirmed, id);
  const node = modal(
    host,
    "notices",
    () => host.notices.dialogs[0],
    ({ id, title, text, confirm, cancel }) =>
      element(
        "form",
        {
          method: "dialog",
          onsubmit(/** @type {SubmitEvent} */ event) {
            event.preventDefault();
            const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
            answer(id, button?.value === "confirm");
          },
        },
        element("h2", {}, title),
        element("p", {}, text),
        element(
          "div",
          { className: "dialog-actions" },
          element("button", { value: "confirm", className: "button primary" }, confirm),
          element("button", { value: "cancel", className: "button" }, cancel),
        ),
      ),
    ({ id }) => answer(id, false),
  );
  node.classList.add("question");
  return node;
}

/**
 * A dialog for what waits for the agent.
 *
 * @template {{id: number, title: string}} Item
 * @param {Dynamics} host
 * @param {string} topic
 * @param {() => Item | null | undefined} waiting what waits now
 * @param {(item: Item) => HTMLElement} content
 * @param {(item: Item) => void} leave the agent pressed Escape
 */
function modal(host, topic, waiting, content, leave) {
  const node = element("dialog");
  /** @type {Item | null | undefined} */
  let shown;
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (shown) leave(shown);
  });
  host.addEventListener(topic, () => {
    const next = waiting();
    if (next?.id === shown?.id) return;
    shown = next;
    node.close();
    if (!next) return;
    node.setAttribute("aria-label", next.title);
    node.replaceChildren(content(next));
    node.showModal();
  });
  return node;
}

/**
 * A field's label with its value, and with what that is entered in.
 *
 * @param {Dynamics} host
 * @param {Field} field
 * @param {(values: Record<string, unknown>) => void} entered
 * @returns {{node: HTMLElement, show: (field: Field) => void}}
 */
function fieldView(host, field, entered) {
  const { name, label, control: kind, calls } = field;
  if (!kind) {
    const place = element("div", { className: "field-value" });
    const node = element("div", { className: "field" }, element("span", {}, label), place);
    return {
      node,
      show: ({ text, opens }) => place.replaceChildren(cellContent(host, { text, opens })),
    };
  }
  made += 1;
  const id = `field-${made}`;
  const control = controlFor(field);
  const oninput = () => entered({ [name]: valueIn(kind, control.value) });
  Object.assign(control, { id, name, oninput });
  const beside = calls ? [phoneButton(host, calls)] : [];
  const node = element(
    "div",
    { className: "field" },
    element("label", { htmlFor: id }, label),
    element("div", { className: "field-value" }, control, ...beside),
  );
  return {
    node,
    show({ value }) {
      const text = textOf(kind, value);
      // What is being typed must not be moved under the typist's hands.
      if (control.value !== text && document.activeElement !== control) control.value = text;
    },
  };
}

/**
 * @param {Field} field
 * @returns {Control}
 */
function controlFor({ control, choices }) {
  if (control === "textarea") return element("textarea", { rows: 2 });
  if (control !== "select")
    return element("input", { type: control, step: "any", autocomplete: "off" });
  const options = choices.map(({ value, text }) =>
    element("option", { value: JSON.stringify(value) }, text),
  );
  return element("select", {}, element("option", { value: "" }), ...options);
}

/**
 * @param {Field["control"]} kind
 * @param {unknown} value
 */
function textOf(kind, value) {
  if (value === null || value === undefined) return "";
  if (kind === "select") return JSON.stringify(value);
  return kind === "datetime-local" ? localTime(String(value)) : String(value);
}

/**
 * @param {Field["control"]} kind
 * @param {string} text
 */
function valueIn(kind, text) {
  if (text === "") return null;
  if (kind === "select") return JSON.parse(text);
  if (kind === "datetime-local") return new Date(text).toISOString();
  return kind === "number" ? Number(text) : text;
}

/** @param {string} moment ISO 8601 */
function localTime(moment) {
  const date = new Date(moment);
  const local = date.getTime() - date.getTimezoneOffset() * 60_000;
  return Number.isNaN(local) ? "" : new Date(local).toISOString().slice(0, 16);
}
