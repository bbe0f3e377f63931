/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Notification } from "../types.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

const SECOND = 1000;

/**
 * The notification that waits for the agent's answer. It takes the keyboard's focus, though not
 * onto a button: a key that was meant for the widget must not accept a call.
 *
 * @param {Dynamics} host
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
    const waiting = host.notifications.length - 1;
    const next = host.notifications.find(({ state }) => state === "shown");
    if (next?.id !== shown?.id) {
      const hadFocus = area.contains(document.activeElement);
      if (!shown) before = document.activeElement;
      open?.dispose();
      shown = next;
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
 * @param {Dynamics} host
 * @param {Notification} notification
 */
function toast(host, notification) {
  const { id, provider, title, details, expires, showReject } = notification;
  const waiting = element("p", { className: "waiting" });
  const time = element("p", { className: "time-left" });
  const answer = (/** @type {string} */ action) => () => host.act("answer", action, id);
  const node = element(
    "section",
    { className: "toast", role: "alertdialog", tabIndex: -1 },
    element(
      "header",
      {},
      icon("bell"),
      element("h2", { id: `${id}-title` }, title),
      element("span", { className: "provider" }, host.label(provider)),
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
      button("primary", notification.acceptText, answer("accept")),
      ...(showReject ? [button("", notification.rejectText, answer("reject"))] : []),
    ),
  );
  node.setAttribute("aria-labelledby", `${id}-title`);
  node.setAttribute("aria-describedby", `${id}-details`);
  node.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && showReject) host.act("answer", "reject", id);
  });
  const setWaiting = (/** @type {number} */ count) => {
    waiting.textContent = count > 0 ? `${count} more waiting` : "";
  };
  const stop =
    notification.showTimeout && expires !== null ? countDown(time, Date.parse(expires)) : () => {};
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
