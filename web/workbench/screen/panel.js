/** @import { Provider } from "../types.js" */
import "@fluentui/web-components/button.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** As the real communication panel sets them. */
const SANDBOX =
  "allow-forms allow-popups allow-scripts allow-same-origin allow-modals allow-downloads";
const ALLOW = "microphone; camera; geolocation";

/**
 * The communication panel with the widget's frame.
 *
 * @param {Provider} provider
 * @param {() => void} beforeReload
 */
export function communicationPanel(provider, beforeReload) {
  const frame = element("iframe", { title: `${provider.label} widget`, allow: ALLOW });
  frame.setAttribute("sandbox", SANDBOX);
  const reload = () => {
    beforeReload();
    frame.src = provider.landingUrl;
  };
  const button = element("fluent-button", { appearance: "subtle", size: "small" });
  button.append(icon("reload"), "Reload widget");
  button.addEventListener("click", reload);
  const node = element(
    "aside",
    { className: "panel", "aria-label": "Communication panel" },
    element(
      "div",
      { className: "panel-head" },
      element("h2", {}, provider.label),
      element("span", { className: "address", title: provider.landingUrl }, provider.landingUrl),
      button,
    ),
    frame,
  );
  return { node, frame, load: reload };
}
