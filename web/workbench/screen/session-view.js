/** @import { Host } from "../host/host.js" */
/** @import { Session } from "../types.js" */
import "@fluentui/web-components/badge.js";
import { toPlain } from "../host/plain.js";
import { HOME_ID } from "../host/sessions.js";
import { definitionList } from "./definition-list.js";
import { element } from "./dom.js";
import { providerLabel, sessionTitle } from "./names.js";

/**
 * The focused session as its anchor tab shows it.
 *
 * @param {Host} host
 */
export function sessionView(host) {
  const view = element("main", { className: "session-view" });
  let shown = "";
  const render = () => {
    const { focused } = host.sessions;
    if (focused.id === shown) return;
    shown = focused.id;
    view.replaceChildren(...(focused.id === HOME_ID ? home() : anchorTab(host, focused)));
    view.scrollTop = 0;
  };
  host.addEventListener("sessions", render);
  render();
  return view;
}

function home() {
  return [
    element("div", { className: "tab-strip" }, element("span", { className: "tab" }, "Home")),
    element(
      "div",
      { className: "empty" },
      element("h2", {}, "No customer session has the focus"),
      element(
        "p",
        {},
        "A session opens here when the widget calls createSession. “Session of another provider” " +
          "opens one that the widget does not own.",
      ),
    ),
  ];
}

/**
 * @param {Host} host
 * @param {Session} session
 */
function anchorTab(host, session) {
  const { template } = session;
  return [
    element(
      "div",
      { className: "tab-strip" },
      element("span", { className: "tab" }, template?.anchorTab ?? "Anchor tab"),
    ),
    element(
      "div",
      { className: "session-head" },
      element("h2", {}, sessionTitle(session)),
      element(
        "fluent-badge",
        { appearance: "tint", color: "brand" },
        providerLabel(host, session.provider),
      ),
    ),
    element(
      "div",
      { className: "cards" },
      card("Template parameters", session.templateParameters, "createSession passed none."),
      card("Context", contextEntries(session.context), "createSession passed none."),
      card("Session", {
        Id: session.id,
        Template: template?.uniqueName,
        "Provider's id": session.providerSessionId,
        Conversation: session.conversationId,
        Correlation: session.correlationId,
      }),
    ),
  ];
}

/**
 * @param {string} heading
 * @param {Record<string, unknown>} entries
 * @param {string} [nothing]
 */
function card(heading, entries, nothing = "") {
  const content =
    Object.keys(entries).length > 0
      ? definitionList(entries)
      : element("p", { className: "nothing" }, nothing);
  return element("section", { className: "card" }, element("h3", {}, heading), content);
}

/**
 * @param {unknown} context usually an object, but the widget may send anything
 * @returns {Record<string, unknown>}
 */
function contextEntries(context) {
  const plain = toPlain(context);
  if (plain === undefined || plain === null) return {};
  return typeof plain === "object" ? { ...plain } : { value: plain };
}
