import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {string} agent
 * @param {() => void} startForeignSession
 */
export function topBar(agent, startForeignSession) {
  const another = element(
    "button",
    { type: "button", className: "top-button", onclick: startForeignSession },
    icon("add"),
    "Session of another provider",
  );
  another.title = "The agent gets a session that the widget does not own";
  return element(
    "header",
    { className: "top-bar" },
    element("span", { className: "waffle", "aria-hidden": "true" }),
    element("h1", {}, "cifbridge workbench"),
    element("span", { className: "app-name" }, "Customer Service workspace, simulated"),
    another,
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
