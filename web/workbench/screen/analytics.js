/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Conversation } from "../mirror/kpi-events.js" */
/** @import { ConversationState, KpiEvent } from "../types.js" */
import { clockTime, duration } from "./clock.js";
import { element, keyedList, newestPart } from "./dom.js";
import { hostTrouble } from "./faults.js";
import { icon } from "./icons.js";
import { definitionList, expandableRow, jsonBlock, status } from "./rows.js";
import { timelinePicture } from "./timeline.js";

/** How many conversations are shown at first, and how many more each time that one asks. */
const CONVERSATIONS = 20;
const MARKS = {
  "": "event",
  repeated: "received again",
  late: "out of order",
  unstored: "not stored",
};
/** How many rows the list has at first, and how many more each time that one asks. */
const ROWS = 50;
let made = 0;

/**
 * The KPI events that the widget logged, by conversation, the newest conversation first; and what
 * the host does to them.
 *
 * @param {Dynamics} host
 */
export function analyticsPanel(host) {
  const list = element("ol", { className: "conversations" });
  const text = "No events yet. What the widget logs with logAnalyticsEvent appears here.";
  const nothing = element("p", { className: "nothing" }, text);
  const marks = Object.entries(MARKS).map(([kind, said]) =>
    element("li", {}, element("span", { className: `mark ${kind}` }, element("span")), said),
  );
  const legend = element("ul", { className: "legend", "aria-hidden": "true" }, ...marks);
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

/**
 * A conversation: its events along the time, and the list of them that opens below.
 *
 * @param {Dynamics} host
 * @param {Conversation} conversation
 */
function conversationCard(host, conversation) {
  made += 1;
  const id = `conversation-${made}`;
  const title = element("span", { className: "title" });
  const origin = element("span", { className: "origin" });
  const badges = element("span", { className: "badges" });
  const head = element(
    "button",
    { type: "button", className: "conversation-head" },
    title,
    origin,
    badges,
  );
  head.setAttribute("aria-controls", id);
  const picture = element("div", { className: "picture" });
  const shown = newestPart("events", ROWS, () => {
    renderRows();
    if (shown.button.hidden) list.querySelector("summary")?.focus();
  });
  const list = element("ol", { className: "rows", "aria-label": "Events" });
  const events = element("div", { id, className: "events" }, shown.button, list);
  const node = element(
    "li",
    { className: "conversation" },
    element("h3", {}, head),
    picture,
    events,
  );

  /** @type {Map<KpiEvent, ReturnType<typeof kpiEventRow>>} */
  const rows = new Map();
  const showRows = keyedList(
    list,
    (/** @type {KpiEvent} */ event) => event,
    (event) => {
      const row = kpiEventRow(event);
      rows.set(event, row);
      return row;
    },
  );
  let drawn = 0;
  let touched = false;

  const renderRows = () => {
    if (events.hidden) return;
    showRows(shown.of(conversation.events));
  };
  const setOpen = (/** @type {boolean} */ open) => {
    events.hidden = !open;
    head.setAttribute("aria-expanded", String(open));
    renderRows();
  };
  const reveal = (/** @type {KpiEvent} */ event) => {
    touched = true;
    shown.reach(conversation.events.length - conversation.events.indexOf(event));
    setOpen(true);
    rows.get(event)?.open();
  };
  const draw = async () => {
    /** @type {ConversationState | null} null: the host has begun again */
    const state = await host.act("conversation", conversation.key);
    if (!state) return;
    const { spans, ...counts } = state;
    badges.replaceChildren(...conversationBadges(conversation.events, counts));
    picture.replaceChildren(timelinePicture(conversation.events, spans, reveal));
  };
  const update = () => {
    title.textContent = titleOf(conversation);
    origin.textContent = originOf(host, conversation);
    if (drawn !== conversation.version) {
      drawn = conversation.version;
      draw();
    }
    renderRows();
  };
  head.addEventListener("click", () => {
    touched = true;
    setOpen(head.getAttribute("aria-expanded") !== "true");
  });
  setOpen(false);
  return {
    node,
    update,
    open: () => setOpen(true),
    /** Makes room for a newer conversation, unless somebody is at work here. */
    giveWay() {
      if (!touched && !node.contains(document.activeElement)) setOpen(false);
    },
  };
}

/** @param {Conversation} conversation */
function titleOf({ session, conversationId, providerSessionId }) {
  if (session) return session.shown.conversation;
  return conversationId || !providerSessionId ? "Conversation" : `Session ${providerSessionId}`;
}

/**
 * @param {Dynamics} host
 * @param {Conversation} conversation
 */
function originOf(host, { provider, conversationId, providerSessionId }) {
  const id =
    conversationId ?? `no conversation, provider session ${providerSessionId ?? "unknown"}`;
  return `${host.label(provider)}, ${id}`;
}

/**
 * @param {KpiEvent[]} events
 * @param {Omit<ConversationState, "spans">} counts
 */
function conversationBadges(events, { repeated, outOfOrder, unstored }) {
  const first = /** @type {KpiEvent} */ (events[0]);
  const last = /** @type {KpiEvent} */ (events.at(-1));
  const count = `${events.length.toLocaleString()} ${events.length === 1 ? "event" : "events"}`;
  const time = `${clockTime(first.time)}, ${duration(last.time - first.time)}`;
  return [
    ...(repeated ? [badge("repeated", "copy", `${repeated.toLocaleString()} received again`)] : []),
    ...(outOfOrder ? [badge("late", "order", `${outOfOrder.toLocaleString()} out of order`)] : []),
    ...(unstored ? [badge("unstored", "lost", `${unstored.toLocaleString()} not stored`)] : []),
    element("span", { className: "extent" }, events.length > 1 ? `${count}, ${time}` : count),
  ];
}

/**
 * An event of a conversation's list.
 *
 * @param {KpiEvent} event
 */
function kpiEventRow(event) {
  const badges = element("span", { className: "badges" });
  const outcome = element("span", { className: "outcome" });
  const summary = element("span", { className: "summary" });
  const { node, open, refresh } = expandableRow(
    event.happened ?? event.received,
    [
      element("code", {}, event.name),
      badges,
      summary,
      element("span", { className: "ms" }, delayText(event)),
      outcome,
    ],
    () => [
      element("section", { className: "facts" }, definitionList(facts(event))),
      jsonBlock("As logged", event.data),
    ],
  );
  node.setAttribute("data-event", event.name);
  let shown = "";
  const update = () => {
    const { stored, timesReceived } = event;
    const state = `${stored} ${timesReceived}`;
    if (state === shown) return;
    shown = state;
    badges.replaceChildren(...eventBadges(event));
    outcome.replaceChildren(stored ? status("success", "Stored") : status("lost", "Not stored"));
    summary.textContent = event.whyNotStored ?? event.reason ?? "";
    refresh();
  };
  return { node, open, update };
}

/** @param {KpiEvent} event */
function eventBadges({ timesReceived: times, outOfOrder, happened }) {
  return [
    ...(times > 1 ? [badge("repeated", "copy", `Received ${times} times`)] : []),
    ...(outOfOrder ? [badge("late", "order", "Out of order")] : []),
    ...(happened ? [] : [badge("untimed", "clock", "No time of its own")]),
  ];
}

/**
 * @param {"repeated" | "late" | "unstored" | "untimed"} kind
 * @param {Parameters<typeof icon>[0]} sign
 * @param {string} text
 */
function badge(kind, sign, text) {
  return element("span", { className: `badge ${kind}` }, icon(sign), text);
}

/** @param {KpiEvent} event */
function delayText({ delay }) {
  return delay === null ? "" : `+${duration(delay)}`;
}

/** @param {KpiEvent} event */
function facts(event) {
  const { happened, externalCorrelationId, reason, whyNotStored, duplicates, shown } = event;
  return {
    Happened: happened ? clockTime(happened, "millisecond") : null,
    ...Object.fromEntries(
      [event, ...duplicates].map((each, index) => [
        index === 0 ? "Received" : `Received again${index > 1 ? ` (${index})` : ""}`,
        [clockTime(each.received, "millisecond"), delayText(each)].filter(Boolean).join(", "),
      ]),
    ),
    Reason: reason,
    ...(whyNotStored && { "Not stored": whyNotStored }),
    "External correlation": externalCorrelationId,
    ...shown.more,
  };
}
