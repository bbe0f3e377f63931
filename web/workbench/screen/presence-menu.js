/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Presence } from "../types.js" */
import { element } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
/** A widget may send any text as a colour. */
const COLOUR = /^#[0-9a-f]{3,8}$/i;

/**
 * The agent's own choice of presence.
 *
 * @param {Dynamics} host
 */
export function presenceMenu(host) {
  const menu = element("div", { id: "presence-menu", className: "presence-menu", role: "menu" });
  menu.setAttribute("aria-label", "Presence");
  menu.popover = "auto";
  const button = element("button", { type: "button", className: "presence" });
  button.setAttribute("aria-haspopup", "menu");
  button.popoverTargetElement = menu;

  const render = () => {
    const { current, all } = host.presence;
    const text = current?.presenceText ?? "No presence";
    button.replaceChildren(dot(current), text);
    button.setAttribute("aria-label", `Presence: ${text}`);
    menu.replaceChildren(...all.map((presence) => item(host, menu, presence)));
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
function item(host, menu, presence) {
  const choose = () => {
    menu.hidePopover();
    host.act("setPresence", presence.presenceText);
  };
  const node = element(
    "button",
    { type: "button", role: "menuitemradio", tabIndex: -1, onclick: choose },
    dot(presence),
    presence.presenceText,
  );
  node.setAttribute(
    "aria-checked",
    String(presence.presenceText === host.presence.current?.presenceText),
  );
  return node;
}

/** @param {Presence | null} presence */
function dot(presence) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("dot");
  const circle = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: 5, cy: 5, r: 5 })) {
    circle.setAttribute(name, String(value));
  }
  const colour = presence?.presenceColor ?? "";
  circle.setAttribute("fill", COLOUR.test(colour) ? colour : "#7a7a7a");
  svg.append(circle);
  return svg;
}
