/** @import { WidgetError } from "../types.js" */
import { errorBar } from "./banner.js";
import { element } from "./dom.js";

/** Of more, the oldest go: what failed last is what the developer has just tried. */
const LIMIT = 4;

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
    if (shown.size > LIMIT && oldest !== undefined) remove(oldest);
  };
  const clear = () => {
    for (const key of [...shown.keys()]) remove(key);
  };
  return { node, show, clear };
}
