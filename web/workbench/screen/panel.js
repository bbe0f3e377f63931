/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Panel } from "../types.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { subtleButton } from "./records.js";

/** As the real communication panel sets them. */
const SANDBOX =
  "allow-forms allow-popups allow-scripts allow-same-origin allow-modals allow-downloads";
const ALLOW = "microphone; camera; geolocation";
/** How far an arrow key moves the edge. */
const STEPS = new Map([
  ["ArrowLeft", 20],
  ["ArrowRight", -20],
]);

/**
 * The communication panel with the widgets' frames, of which one is seen.
 *
 * @param {Dynamics} host
 * @param {() => void} beforeReload
 */
export function communicationPanel(host, beforeReload) {
  const frames = host.welcome.providers
    .filter(({ shown }) => shown)
    .map((provider) => ({
      ...provider,
      frame: element("iframe", {
        title: `${provider.label} widget`,
        allow: ALLOW,
        sandbox: SANDBOX,
      }),
    }));
  const active = () => frames.find(({ uniqueName }) => uniqueName === host.sessions.widget);
  const load = (/** @type {(typeof frames)[number] | undefined} */ each) => {
    if (!each) return;
    beforeReload();
    host.act("forgetHandlers", each.uniqueName);
    each.frame.src = each.landingUrl;
  };
  const heading = element("h2");
  const label = element("span");
  const address = element("span", { className: "address" });
  const node = element(
    "aside",
    { className: "panel", "aria-label": "Communication panel" },
    edge(host),
    element(
      "div",
      { className: "panel-head" },
      heading,
      element(
        "div",
        { className: "panel-modes" },
        modeButton(host, "minimised", "minimise", "Minimise the panel"),
        modeButton(host, "collapsed", "collapse", "Collapse the panel"),
        modeButton(host, "hidden", "hide", "Hide the panel"),
      ),
      address,
      subtleButton(() => load(active()), icon("reload"), "Reload widget"),
    ),
    element(
      "div",
      { className: "panel-strip" },
      modeButton(host, "docked", "expand", "Dock the panel"),
      label,
    ),
    ...frames.map(({ frame }) => frame),
  );
  const showMode = () => node.setAttribute("data-mode", host.panel.shown.standing);
  const showActive = () => {
    const now = active();
    for (const each of frames) each.frame.hidden = each !== now;
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

/**
 * @param {Dynamics} host
 * @param {Panel["shown"]["standing"]} standing
 * @param {Parameters<typeof icon>[0]} sign
 * @param {string} title
 */
function modeButton(host, standing, sign, title) {
  const onclick = () => host.act("standPanel", standing);
  return element(
    "button",
    { type: "button", className: "icon-button", title, "aria-label": title, onclick },
    icon(sign),
  );
}

/**
 * The panel's left edge, which the agent drags, or moves by arrow keys.
 *
 * @param {Dynamics} host
 */
function edge(host) {
  // The width is a rule of a style sheet, because the page's policy forbids style attributes.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const node = element("div", {
    className: "panel-edge",
    role: "separator",
    tabIndex: 0,
    "aria-orientation": "vertical",
    "aria-label": "Width of the communication panel",
  });
  const show = (/** @type {number} */ width) =>
    sheet.replaceSync(`:root { --panel-width: ${width}px; }`);
  const update = () => {
    const { width, shown } = host.panel;
    show(width);
    node.setAttribute("aria-valuemin", String(shown.least));
    node.setAttribute("aria-valuenow", String(width));
    node.setAttribute("aria-valuemax", String(shown.most));
  };
  node.addEventListener("keydown", (event) => {
    const step = STEPS.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    host.act("moveEdge", step);
  });
  const drag = (/** @type {PointerEvent} */ { type, pointerId, clientX }) => {
    if (!node.hasPointerCapture(pointerId)) return;
    const { least, most } = host.panel.shown;
    const width = Math.min(Math.max(window.innerWidth - clientX, least), most);
    if (type === "pointerup") host.act("setWidth", width);
    else show(width);
  };
  node.addEventListener("pointerdown", ({ pointerId }) => node.setPointerCapture(pointerId));
  node.addEventListener("pointermove", drag);
  node.addEventListener("pointerup", drag);
  const measure = () => host.act("setScreenWidth", window.innerWidth);
  window.addEventListener("resize", measure);
  host.addEventListener("panel", update);
  measure();
  update();
  return node;
}
