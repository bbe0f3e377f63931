/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Provider } from "../types.js" */
import "@fluentui/web-components/button.js";
import { MODE } from "../mirror/dynamics.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { panelSize } from "./panel-size.js";

/** As the real communication panel sets them. */
const SANDBOX =
  "allow-forms allow-popups allow-scripts allow-same-origin allow-modals allow-downloads";
const ALLOW = "microphone; camera; geolocation";

/**
 * The communication panel with the widgets' frames. The one whose provider owns the focused
 * session is shown; while that provider has no page, the first stays.
 *
 * @param {Dynamics} host
 * @param {() => void} beforeReload
 */
export function communicationPanel(host, beforeReload) {
  const shown = host.welcome.providers.filter((provider) => provider.shown);
  const frames = shown.map((provider) => ({ ...provider, frame: widgetFrame(provider) }));
  const active = () =>
    frames.find(({ uniqueName }) => uniqueName === host.sessions.activeProvider) ?? frames[0];
  const load = (/** @type {(typeof frames)[number] | undefined} */ each) => {
    if (!each) return;
    beforeReload();
    host.act("forgetHandlers", each.uniqueName);
    each.frame.src = each.landingUrl;
  };
  const button = element("fluent-button", { appearance: "subtle", size: "small" });
  button.append(icon("reload"), "Reload widget");
  button.addEventListener("click", () => load(active()));
  const heading = element("h2", {});
  const label = element("span", {});
  const address = element("span", { className: "address" });
  const node = element(
    "aside",
    { className: "panel", "aria-label": "Communication panel" },
    panelSize(host),
    element(
      "div",
      { className: "panel-head" },
      heading,
      element(
        "div",
        { className: "panel-modes" },
        modeButton(host, MODE.minimised, "minimise", "Minimise the panel"),
        modeButton(host, MODE.collapsed, "collapse", "Collapse the panel"),
        modeButton(host, MODE.hidden, "hide", "Hide the panel"),
      ),
      address,
      button,
    ),
    element(
      "div",
      { className: "panel-strip" },
      modeButton(host, MODE.docked, "expand", "Dock the panel"),
      label,
    ),
    ...frames.map(({ frame }) => frame),
  );
  const showMode = () => {
    const [name = ""] = Object.entries(MODE).find(([, mode]) => mode === host.panel.mode) ?? [];
    node.setAttribute("data-mode", name);
  };
  const showActive = () => {
    const now = active();
    for (const { frame } of frames) frame.hidden = frame !== now?.frame;
    heading.textContent = label.textContent = now?.label ?? "";
    address.textContent = address.title = now?.landingUrl ?? "";
  };
  host.addEventListener("panel", showMode);
  host.addEventListener("sessions", showActive);
  showMode();
  showActive();
  return {
    node,
    frames: frames.map(({ uniqueName, frame }) => ({ provider: uniqueName, frame })),
    load: () => frames.forEach(load),
    /** @param {string[]} addresses of whose origins the frames load again */
    loadFrom(addresses) {
      const origins = new Set(addresses.map((address) => new URL(address).origin));
      frames.filter(({ landingUrl }) => origins.has(new URL(landingUrl).origin)).forEach(load);
    },
  };
}

/** @param {Provider} provider */
function widgetFrame({ label }) {
  const frame = element("iframe", { title: `${label} widget`, allow: ALLOW });
  frame.setAttribute("sandbox", SANDBOX);
  return frame;
}

/**
 * @param {Dynamics} host
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
      onclick: () => host.act("setMode", mode),
    },
    icon(iconName),
  );
  button.setAttribute("aria-label", text);
  return button;
}
