import "@fluentui/web-components/button.js";
import "@fluentui/web-components/message-bar.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** One line of bad news above the workspace. */
export function banner() {
  const region = element("div", { className: "banner" });
  const clear = () => region.replaceChildren();
  /** @param {string} title @param {string} text */
  const show = (title, text) =>
    region.replaceChildren(errorBar(title, clear, element("pre", {}, text)));
  return { node: region, show, clear };
}

/**
 * Bad news that can be dismissed.
 *
 * @param {string} title
 * @param {() => void} dismissed
 * @param {...Node} content
 */
export function errorBar(title, dismissed, ...content) {
  const dismiss = element("fluent-button", {
    slot: "dismiss",
    appearance: "transparent",
    "icon-only": "",
    "aria-label": "Dismiss",
  });
  dismiss.append(icon("close"));
  dismiss.addEventListener("click", dismissed);
  return element(
    "fluent-message-bar",
    { intent: "error", layout: "multiline" },
    element("strong", {}, title),
    ...content,
    dismiss,
  );
}
