/** @import { Host } from "../host/host.js" */
/** @import { Provider } from "../types.js" */
import "@fluentui/web-components/button.js";
import { MODE } from "../host/panel.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { panelSize } from "./panel-size.js";

/** As the real communication panel sets them. */
const SANDBOX =
  "allow-forms allow-popups allow-scripts allow-same-origin allow-modals allow-downloads";
const ALLOW = "microphone; camera; geolocation";

/**
 * The communication panel with the widget's frame.
 *
 * @param {Host} host
 * @param {Provider} provider
 * @param {() => void} beforeReload
 */
export function communicationPanel(host, provider, beforeReload) {
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
    panelSize(host),
    element(
      "div",
      { className: "panel-head" },
      element("h2", {}, provider.label),
      element(
        "div",
        { className: "panel-modes" },
        modeButton(host, MODE.minimised, "minimise", "Minimise the panel"),
        modeButton(host, MODE.collapsed, "collapse", "Collapse the panel"),
        modeButton(host, MODE.hidden, "hide", "Hide the panel"),
      ),
      element("span", { className: "address", title: provider.landingUrl }, provider.landingUrl),
      button,
    ),
    element(
      "div",
      { className: "panel-strip" },
      modeButton(host, MODE.docked, "expand", "Dock the panel"),
      element("span", {}, provider.label),
    ),
    frame,
  );
  const showMode = () => {
    const [name = ""] = Object.entries(MODE).find(([, mode]) => mode === host.panel.mode) ?? [];
    node.setAttribute("data-mode", name);
  };
  host.addEventListener("panel", showMode);
  showMode();
  return { node, frame, load: reload };
}

/**
 * @param {Host} host
 * @param {number} mode
 * @param {Parameters<typeof icon>[0]} iconName
 * @param {string} text
 */
function modeButton(host, mode, iconName, text) {
  const button = element(
    "button",
    {
      type: "button",
      className: "icon-button",
      title: text,
      onclick: () => host.panel.chooseMode(mode),
    },
    icon(iconName),
  );
  button.setAttribute("aria-label", text);
  return button;
}
