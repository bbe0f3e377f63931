/** @import { Host } from "../host/host.js" */
/** @import { Notification } from "../types.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { providerLabel } from "./names.js";

const SECOND = 1000;

/**
 * The notification that waits for the agent's answer. It takes the keyboard's focus, though not
 * onto a button: a key that was meant for the widget must not accept a call.
 *
 * @param {Host} host
 */
export function notificationArea(host) {
  const area = element("div", { className: "notifications" });
  /** @type {Notification | undefined} */
  let shown;
  /** @type {ReturnType<typeof toast> | undefined} */
  let open;
  /** @type {Element | null} */
  let before = null;

  const render = () => {
    const waiting = host.notifications.all.length - 1;
    if (host.notifications.shown !== shown) {
      const hadFocus = area.contains(document.activeElement);
      if (!shown) before = document.activeElement;
      open?.dispose();
      shown = host.notifications.shown;
      open = shown && toast(host, shown);
      area.replaceChildren(...(open ? [open.node] : []));
      if (open) open.node.focus();
      else if (hadFocus) /** @type {HTMLElement | null} */ (before)?.focus();
    }
    open?.setWaiting(waiting);
  };
  host.addEventListener("notifications", render);
  return area;
}

/**
 * @param {Host} host
 * @param {Notification} notification
 */
function toast(host, { id, provider, template, title, details, expires }) {
  const waiting = element("p", { className: "waiting" });
  const time = element("p", { className: "time-left" });
  const answer = (/** @type {string} */ action) => () => host.notifications.answer(action, id);
  const node = element(
    "section",
    { className: "toast", role: "alertdialog", tabIndex: -1 },
    element(
      "header",
      {},
      icon("bell"),
      element("h2", { id: `${id}-title` }, title),
      element("span", { className: "provider" }, providerLabel(host, provider)),
    ),
    element(
      "dl",
      { id: `${id}-details` },
      ...details
        .filter(({ value }) => value)
        .map(({ label, value }) =>
          element("div", {}, element("dt", {}, label), element("dd", {}, value)),
        ),
    ),
    element("div", { className: "state" }, time, waiting),
    element(
      "div",
      { className: "answers" },
      button("primary", template.acceptText, answer("accept")),
      ...(template.showReject ? [button("", template.rejectText, answer("reject"))] : []),
    ),
  );
  node.setAttribute("aria-labelledby", `${id}-title`);
  node.setAttribute("aria-describedby", `${id}-details`);
  node.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && template.showReject) host.notifications.answer("reject", id);
  });
  const setWaiting = (/** @type {number} */ count) => {
    waiting.textContent = count > 0 ? `${count} more waiting` : "";
  };
  const stop = template.showTimeout && expires !== null ? countDown(time, expires) : () => {};
  return { node, setWaiting, dispose: stop };
}

/**
 * @param {HTMLElement} place
 * @param {number} expires ms since the epoch
 */
function countDown(place, expires) {
  const update = () => {
    const left = Math.max(0, Math.ceil((expires - Date.now()) / SECOND));
    const seconds = String(left % 60).padStart(2, "0");
    place.textContent = `Expires in ${Math.floor(left / 60)}:${seconds}`;
  };
  update();
  const timer = setInterval(update, SECOND);
  return () => clearInterval(timer);
}

/**
 * @param {string} className
 * @param {string} text
 * @param {() => void} onclick
 */
function button(className, text, onclick) {
  return element("button", { type: "button", className: `button ${className}`, onclick }, text);
}
