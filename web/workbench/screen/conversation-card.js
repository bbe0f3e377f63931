/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Conversation } from "../mirror/kpi-events.js" */
/** @import { KpiEvent } from "../types.js" */
import { clockTime, duration } from "./clock.js";
import { element, keyedList, newestPart } from "./dom.js";
import { badge, kpiEventRow } from "./kpi-event-row.js";
import { timelinePicture } from "./timeline-picture.js";

/** How many rows the list has at first, and how many more each time that one asks. */
const ROWS = 50;
let made = 0;

/**
 * A conversation: its events along the time, and the list of them that opens below.
 *
 * @param {Dynamics} host
 * @param {Conversation} conversation
 */
export function conversationCard(host, conversation) {
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
  const update = () => {
    title.textContent = titleOf(conversation);
    origin.textContent = originOf(host, conversation);
    if (drawn !== conversation.version) {
      drawn = conversation.version;
      badges.replaceChildren(...badgesOf(conversation));
      picture.replaceChildren(timelinePicture(conversation.events, reveal));
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

/** @param {Conversation} conversation */
function badgesOf({ events, repeated, outOfOrder }) {
  const unstored = events.filter(({ stored }) => !stored).length;
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
