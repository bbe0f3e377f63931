/** @import { Dynamics } from "../mirror/dynamics.js" */
import { MODE } from "../mirror/dynamics.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { presenceMenu } from "./presence-menu.js";

/**
 * @param {Dynamics} host
 * @param {() => void} startForeignSession
 */
export function topBar(host, startForeignSession) {
  const { agent } = host.welcome;
  const another = element(
    "button",
    { type: "button", className: "top-button", onclick: startForeignSession },
    icon("add"),
    "Session of another provider",
  );
  another.title = "The agent gets a session that the widget does not own";
  const dock = element(
    "button",
    { type: "button", className: "top-button", onclick: () => host.act("setMode", MODE.docked) },
    icon("dock"),
    "Show the panel",
  );
  const showDock = () => {
    dock.hidden = host.panel.mode !== MODE.hidden;
  };
  host.addEventListener("panel", showDock);
  showDock();
  return element(
    "header",
    { className: "top-bar" },
    element("span", { className: "waffle", "aria-hidden": "true" }),
    element("h1", {}, "cifbridge workbench"),
    element("span", { className: "app-name" }, "Customer Service workspace, simulated"),
    element("span", { className: "space" }),
    dock,
    another,
    presenceMenu(host),
    element("span", { className: "agent", title: `Signed in as ${agent}` }, initials(agent)),
  );
}

/** @param {string} name */
function initials(name) {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("");
}
