/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { WidgetError } from "../types.js" */
import "@fluentui/web-components/button.js";
import "@fluentui/web-components/message-bar.js";
import "@fluentui/web-components/spinner.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** Of more errors, the oldest go: what failed last is what the developer has just tried. */
const MOST_ERRORS = 4;

/** One line of bad news above the workspace. */
export function banner() {
  const node = element("div", { className: "banner" });
  const clear = () => node.replaceChildren();
  const show = (/** @type {string} */ title, /** @type {string} */ text) =>
    node.replaceChildren(errorBar(title, clear, element("pre", {}, text)));
  return { node, show, clear };
}

/** Errors that left the widget's code, each shown once with how often it came. */
export function widgetErrors() {
  const node = element("div", { className: "banner widget-errors" });
  /** @type {Map<string, {bar: Element, times: Element, count: number}>} */
  const shown = new Map();
  /** @param {string} key */
  const remove = (key) => {
    shown.get(key)?.bar.remove();
    shown.delete(key);
  };
  /** @param {WidgetError} error */
  const show = ({ message, detail }) => {
    const key = `${message}\n${detail}`;
    const known = shown.get(key);
    if (known) {
      known.count += 1;
      known.times.textContent = `${known.count} times`;
      return;
    }
    const times = element("span", { className: "times" });
    const bar = errorBar(
      "The widget's code failed",
      () => remove(key),
      element("p", {}, message, " ", times),
      element("details", {}, element("summary", {}, "Traceback"), element("pre", {}, detail)),
    );
    node.append(bar);
    shown.set(key, { bar, times, count: 1 });
    const [oldest] = shown.keys();
    if (shown.size > MOST_ERRORS && oldest !== undefined) remove(oldest);
  };
  const clear = () => {
    shown.clear();
    node.replaceChildren();
  };
  return { node, show, clear };
}

/**
 * What widgets show above the page: notices and a progress text.
 *
 * @param {Dynamics} host
 */
export function noticeArea(host) {
  const node = element("div", { className: "notices", "aria-live": "polite" });
  host.addEventListener("notices", () => {
    const { shown, progress } = host.notices;
    const bars = shown.map(({ id, message, level }) =>
      bar({ intent: level }, () => host.act("dismissNotice", id), message),
    );
    const spinner = element("fluent-spinner", { size: "tiny" });
    const wait = element("div", { className: "progress" }, spinner, progress || "Please wait …");
    node.replaceChildren(...bars, ...(progress === null ? [] : [wait]));
  });
  return node;
}

/**
 * @param {string} title
 * @param {() => void} dismissed
 * @param {...Node} content
 */
function errorBar(title, dismissed, ...content) {
  const heading = element("strong", {}, title);
  return bar({ intent: "error", layout: "multiline" }, dismissed, heading, ...content);
}

/**
 * A message that can be dismissed.
 *
 * @param {Record<string, string>} properties
 * @param {() => void} onclick
 * @param {...(Node | string)} content
 */
function bar(properties, onclick, ...content) {
  const look = { slot: "dismiss", appearance: "transparent", "icon-only": "" };
  const dismiss = element(
    "fluent-button",
    { ...look, "aria-label": "Dismiss", onclick },
    icon("close"),
  );
  return element("fluent-message-bar", properties, ...content, dismiss);
}
