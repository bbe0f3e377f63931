/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Conversation } from "../mirror/kpi-events.js" */
import { conversationCard } from "./conversation-card.js";
import { element, keyedList, newestPart } from "./dom.js";
import { hostTrouble } from "./faults.js";

/** How many conversations are shown at first, and how many more each time that one asks. */
const CONVERSATIONS = 20;
const MARKS = {
  "": "event",
  repeated: "received again",
  late: "out of order",
  unstored: "not stored",
};

/**
 * The KPI events that the widget logged, by conversation, the newest conversation first; and what
 * the host does to them.
 *
 * @param {Dynamics} host
 */
export function analyticsPanel(host) {
  const list = element("ol", { className: "conversations" });
  const nothing = element(
    "p",
    { className: "nothing" },
    "No events yet. What the widget logs with logAnalyticsEvent appears here.",
  );
  const legend = element("ul", { className: "legend", "aria-hidden": "true" }, ...marks());
  /** @type {WeakMap<Conversation, ReturnType<typeof conversationCard>>} */
  const cards = new WeakMap();
  /** @type {Conversation | undefined} */
  let newest;
  const show = keyedList(
    list,
    (/** @type {Conversation} */ conversation) => conversation,
    (conversation) => {
      const card = conversationCard(host, conversation);
      cards.set(conversation, card);
      return card;
    },
  );
  const openNewest = (/** @type {Conversation | undefined} */ latest) => {
    if (latest === newest) return;
    if (newest) cards.get(newest)?.giveWay();
    newest = latest;
    if (newest) cards.get(newest)?.open();
  };
  const shown = newestPart("conversations", CONVERSATIONS, () => render());
  const render = () => {
    const { conversations } = host.kpiEvents;
    show(shown.of(conversations).toReversed());
    openNewest(conversations.at(-1));
    legend.hidden = conversations.length === 0;
  };
  const head = element("div", { className: "analytics-head" }, hostTrouble(host));
  return { content: [head, legend, list, nothing, shown.button], render };
}

function marks() {
  return Object.entries(MARKS).map(([kind, text]) =>
    element("li", {}, element("span", { className: `mark ${kind}` }, element("span")), text),
  );
}
