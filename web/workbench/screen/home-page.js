/** @import { Dynamics } from "../mirror/dynamics.js" */
import "@fluentui/web-components/button.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { recordList } from "./list-page.js";

const LISTS = [
  {
    etn: "contact",
    heading: "Recent contacts",
    all: "Contacts",
    query: "?$orderby=modifiedon desc&$top=5",
  },
  {
    etn: "incident",
    heading: "Active cases",
    all: "Cases",
    query: "?$filter=statecode eq 0&$orderby=createdon desc&$top=5",
  },
];

/**
 * What the agent starts from.
 *
 * @param {Dynamics} host
 */
export function homePage(host) {
  const lists = LISTS.map(({ etn, heading, all, query }) => {
    const place = element("div", { className: "list" });
    const more = action(`All ${all.toLowerCase()}`, () => host.act("openList", etn, all));
    const { dispose } = recordList(host, etn, place, query, heading);
    return { node: element("section", { className: "card" }, place, more), dispose };
  });
  const node = element(
    "section",
    { className: "page home" },
    element(
      "div",
      { className: "page-head" },
      element("h2", {}, "Home"),
      action("Search", () => host.act("openSearch", "", "contact"), "search"),
      action("Knowledge", () => host.act("searchKnowledge", ""), "book"),
    ),
    element(
      "p",
      { className: "hint" },
      "No customer session has the focus. A session opens when the widget calls createSession; " +
        "a click on a phone number raises onclicktoact.",
    ),
    ...lists.map((list) => list.node),
  );
  const dispose = () => {
    for (const list of lists) list.dispose();
  };
  return { node, dispose };
}

/**
 * @param {string} text
 * @param {() => void} act
 * @param {"search" | "book"} [iconName]
 */
function action(text, act, iconName) {
  const button = element("fluent-button", { appearance: "subtle", size: "small" });
  button.append(...(iconName ? [icon(iconName)] : []), text);
  button.addEventListener("click", act);
  return button;
}
