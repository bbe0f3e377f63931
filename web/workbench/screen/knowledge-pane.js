/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Article } from "../types.js" */
import "@fluentui/web-components/button.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { follow, subtleButton } from "./records.js";

/**
 * Articles that the agent searches and sends to the customer.
 *
 * @param {Dynamics} host
 */
export function knowledgePane(host) {
  const box = element("input", {
    type: "search",
    placeholder: "Search articles",
    "aria-label": "Search articles",
  });
  const place = element("div");
  const close = subtleButton(() => host.act("closeKnowledge"), icon("close"));
  close.setAttribute("aria-label", "Close knowledge");
  close.setAttribute("icon-only", "");
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    host.act("searchKnowledge", box.value);
  };
  const node = element(
    "section",
    { className: "knowledge", "aria-label": "Knowledge", hidden: true },
    element("div", { className: "page-head" }, element("h2", {}, "Knowledge"), close),
    element("form", { role: "search", onsubmit }, box),
    place,
  );
  host.addEventListener("knowledge", () => {
    node.hidden = !host.knowledge.open;
    box.value = host.knowledge.searchText;
  });
  follow(
    host,
    ["knowledge", "records"],
    place,
    async () => (host.knowledge.open ? host.act("articles") : []),
    (/** @type {Article[]} */ articles) => {
      const items = articles.map((each) => articleItem(host, each));
      const nothing = element("p", { className: "nothing" }, "No articles.");
      place.replaceChildren(items.length > 0 ? element("ul", {}, ...items) : nothing);
    },
  );
  return node;
}

/**
 * @param {Dynamics} host
 * @param {Article} article
 */
function articleItem(host, { id, title, text }) {
  const onclick = () => host.act("sendArticle", id);
  return element(
    "li",
    { className: "card" },
    element("h3", {}, title),
    element("p", { className: "hint" }, text),
    element("fluent-button", { size: "small", "aria-label": `Send ${title}`, onclick }, "Send"),
  );
}
