import "@fluentui/web-components/button.js";
import "@fluentui/web-components/message-bar.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** One line of bad news above the workspace. */
export function banner() {
  const region = element("div", { className: "banner", role: "alert" });
  const clear = () => region.replaceChildren();
  /** @param {string} title @param {string} text */
  const show = (title, text) => {
    const dismiss = element("fluent-button", {
      slot: "dismiss",
      appearance: "transparent",
      "icon-only": "",
      "aria-label": "Dismiss",
    });
    dismiss.append(icon("close"));
    dismiss.addEventListener("click", clear);
    region.replaceChildren(
      element(
        "fluent-message-bar",
        { intent: "error", layout: "multiline" },
        element("strong", {}, title),
        element("pre", {}, text),
        dismiss,
      ),
    );
  };
  return { node: region, show, clear };
}
