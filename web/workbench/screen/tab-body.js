/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Page, Session, Tab } from "../types.js" */
import "@fluentui/web-components/badge.js";
import { element } from "./dom.js";
import { recordPage } from "./forms.js";
import { listsPage } from "./records.js";
import { definitionList } from "./rows.js";

/**
 * What a tab shows: its page, or what is known of a page that the workbench cannot show. The
 * anchor tab also shows its session.
 *
 * @param {Dynamics} host
 * @param {Session} session
 * @param {Tab} tab
 * @param {string} id of the tab's own element
 */
export function tabBody(host, session, tab, id) {
  const view = tab.page && pageView(host, tab.page);
  const facts = element("div");
  const node = element(
    "div",
    { id: `${id}-panel`, role: "tabpanel", "aria-labelledby": id },
    ...(view ? [view.node] : []),
    facts,
  );
  const anchor = tab === session.tabs[0] && !session.shown.home;
  let shown = "";
  const update = () => {
    if (!anchor && view) return;
    const known = JSON.stringify({ session, tab });
    if (known === shown) return;
    shown = known;
    facts.replaceChildren(...(anchor ? sessionFacts(host, session) : tabFacts(tab)));
  };
  update();
  return { node, update, dispose: () => view?.dispose() };
}

/**
 * @param {Dynamics} host
 * @param {Page} page
 */
function pageView(host, page) {
  return page.pagetype === "entityrecord" ? recordPage(host, page) : listsPage(host, page);
}

/**
 * @param {Dynamics} host
 * @param {Session} session
 */
function sessionFacts(host, session) {
  return [
    element(
      "div",
      { className: "session-head" },
      element("h2", {}, session.shown.title),
      element("fluent-badge", { appearance: "tint", color: "brand" }, host.label(session.provider)),
    ),
    element(
      "div",
      { className: "cards" },
      ...breachCard(session),
      card("Template parameters", session.templateParameters, "createSession passed none."),
      card("Context", contextEntries(session.context), "createSession passed none."),
      card("Session", {
        Id: session.id,
        Template: session.template?.uniqueName,
        "Provider's id": session.providerSessionId,
        Conversation: session.conversationId,
        Correlation: session.correlationId,
      }),
    ),
  ];
}

/** @param {Session} session */
function breachCard({ kpiBreach }) {
  if (kpiBreach === null) return [];
  const breach = card("KPI breach", { Details: kpiBreach });
  breach.classList.add("breach");
  return [breach];
}

/** @param {Tab} tab */
function tabFacts(tab) {
  const { template, parameters, templateParameters, reloads } = tab;
  return [
    element(
      "div",
      { className: "session-head" },
      element("h2", {}, tab.shown.title),
      element("fluent-badge", { appearance: "tint" }, template?.pageType ?? "page"),
    ),
    element(
      "div",
      { className: "cards" },
      card("Page", parameters, "The template has no parameters."),
      card("Template parameters", templateParameters, "None were passed."),
      card("Tab", { Id: tab.id, Template: template?.uniqueName, Reloaded: reloads }),
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
  if (context === undefined || context === null) return {};
  return typeof context === "object" ? { ...context } : { value: context };
}
