/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Presence } from "../types.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";
/** A widget may send any text as a colour. */
const COLOUR = /^#[0-9a-f]{3,8}$/i;

/**
 * @param {Dynamics} host
 * @param {() => void} startForeignSession
 */
export function topBar(host, startForeignSession) {
  const { agent } = host.welcome;
  const initials = agent
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("");
  const another = element(
    "button",
    {
      type: "button",
      className: "top-button",
      title: "The agent gets a session that the widget does not own",
      onclick: startForeignSession,
    },
    icon("add"),
    "Session of another provider",
  );
  const onclick = () => host.act("standPanel", "docked");
  const dock = element(
    "button",
    { type: "button", className: "top-button", onclick },
    icon("dock"),
    "Show the panel",
  );
  const showDock = () => {
    dock.hidden = host.panel.shown.standing !== "hidden";
  };
  host.addEventListener("panel", showDock);
  showDock();
  return element(
    "header",
    { className: "top-bar" },
    element("span", { className: "waffle", "aria-hidden": "true" }),
    element("h1", {}, "cifbridge workbench"),
    element("span", { className: "app-name" }, "Customer Service workspace, simulated"),
    element("a", { className: "docs", href: "docs/", target: "_blank" }, "Documentation"),
    element("span", { className: "space" }),
    dock,
    another,
    presenceMenu(host),
    element("span", { className: "agent", title: `Signed in as ${agent}` }, initials),
  );
}

/**
 * The agent's own choice of presence.
 *
 * @param {Dynamics} host
 */
function presenceMenu(host) {
  const menu = element("div", {
    id: "presence-menu",
    className: "presence-menu",
    role: "menu",
    "aria-label": "Presence",
    popover: "auto",
  });
  const button = element("button", {
    type: "button",
    className: "presence",
    "aria-haspopup": "menu",
    popoverTargetElement: menu,
  });
  const render = () => {
    const { current, all } = host.presence;
    const text = current?.presenceText ?? "No presence";
    button.replaceChildren(dot(current), text);
    button.setAttribute("aria-label", `Presence: ${text}`);
    menu.replaceChildren(...all.map((presence) => menuItem(host, menu, presence)));
  };
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    /** @type {HTMLElement | null} */ (menu.querySelector("[aria-checked=true]"))?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const items = /** @type {HTMLElement[]} */ ([...menu.children]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    items.at((at + step) % items.length)?.focus();
    event.preventDefault();
  });
  host.addEventListener("presence", render);
  render();
  return element("div", { className: "presence-control" }, button, menu);
}

/**
 * @param {Dynamics} host
 * @param {HTMLElement} menu
 * @param {Presence} presence
 */
function menuItem(host, menu, presence) {
  const { presenceText } = presence;
  const onclick = () => {
    menu.hidePopover();
    host.act("setPresence", presenceText);
  };
  const chosen = String(presenceText === host.presence.current?.presenceText);
  return element(
    "button",
    { type: "button", role: "menuitemradio", tabIndex: -1, "aria-checked": chosen, onclick },
    dot(presence),
    presenceText,
  );
}

/** @param {Presence | null} presence */
function dot(presence) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("dot");
  const circle = document.createElementNS(SVG, "circle");
  const colour = presence?.presenceColor ?? "";
  const fill = COLOUR.test(colour) ? colour : "#7a7a7a";
  for (const [name, value] of Object.entries({ cx: "5", cy: "5", r: "5", fill })) {
    circle.setAttribute(name, value);
  }
  svg.append(circle);
  return svg;
}
