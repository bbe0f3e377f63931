/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Row } from "../types.js" */
import "@fluentui/web-components/button.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

const HITS = 20;

/**
 * Articles that the agent searches and sends to the customer.
 *
 * @param {Dynamics} host
 */
export function knowledgePane(host) {
  const box = element("input", { type: "search", placeholder: "Search articles" });
  box.setAttribute("aria-label", "Search articles");
  const list = element("ul", {});
  const close = element("fluent-button", {
    appearance: "subtle",
    size: "small",
    "icon-only": "",
    "aria-label": "Close knowledge",
  });
  close.append(icon("close"));
  close.addEventListener("click", () => host.act("closeKnowledge"));
  const form = element("form", { role: "search" }, box);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    host.act("searchKnowledge", box.value);
  });
  const node = element(
    "section",
    { className: "knowledge", "aria-label": "Knowledge", hidden: true },
    element("div", { className: "page-head" }, element("h2", {}, "Knowledge"), close),
    form,
    list,
  );
  host.addEventListener("knowledge", async () => {
    node.hidden = !host.knowledge.open;
    if (!host.knowledge.open) return;
    const text = host.knowledge.searchText;
    box.value = text;
    const items = await articles(host, text);
    if (text === host.knowledge.searchText) list.replaceChildren(...items);
  });
  return node;
}

/**
 * @param {Dynamics} host
 * @param {string} text
 */
async function articles(host, text) {
  const search = text.trim() ? `$search=${encodeURIComponent(text)}&` : "";
  try {
    const rows = await host.records.query("knowledgearticle", `?${search}$top=${HITS}`);
    if (rows.length === 0) return [element("li", { className: "nothing" }, "No articles.")];
    return rows.map((row) => article(host, row));
  } catch (error) {
    return [element("li", { className: "problem" }, String(error))];
  }
}

/**
 * @param {Dynamics} host
 * @param {Row} row
 */
function article(host, row) {
  const title = String(row.title ?? "Untitled");
  const send = element("fluent-button", { size: "small", "aria-label": `Send ${title}` });
  send.append("Send");
  send.addEventListener("click", () => host.act("sendArticle", row.knowledgearticleid));
  return element(
    "li",
    { className: "card" },
    element("h3", {}, title),
    element("p", { className: "hint" }, String(row.description ?? row.articlepublicnumber ?? "")),
    send,
  );
}
