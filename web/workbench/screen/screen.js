/** @import { Dynamics } from "../mirror/dynamics.js" */
import { webDarkTheme, webLightTheme } from "@fluentui/tokens";
import { setTheme } from "@fluentui/web-components/theme/set-theme.js";
import { banner, noticeArea, widgetErrors } from "./banners.js";
import { element } from "./dom.js";
import { formDialog, questionDialog } from "./forms.js";
import { knowledgePane } from "./knowledge-pane.js";
import { log } from "./log.js";
import { notificationArea } from "./notification.js";
import { communicationPanel } from "./panel.js";
import { sessionRail } from "./rail.js";
import { sessionView } from "./session-view.js";
import { topBar } from "./top-bar.js";

/**
 * @typedef {object} Actions
 * @property {(provider: string, frame: HTMLIFrameElement) => void} frameMade
 */

/**
 * Builds the workspace and loads the widgets into it.
 *
 * @param {Dynamics} host
 * @param {Actions} actions
 */
export function showScreen(host, actions) {
  const news = banner();
  const gone = banner();
  const errors = widgetErrors();
  const panel = communicationPanel(host, errors.clear);
  const bar = topBar(host, () =>
    host.act("openForeignSession").then(
      () => news.clear(),
      ({ message }) => news.show("No new session", message),
    ),
  );
  const alerts = element("div", { role: "alert" }, gone.node, news.node, errors.node);
  const above = element("div", { className: "above" }, alerts, noticeArea(host));
  document.body.replaceChildren(
    bar,
    above,
    sessionRail(host, (problem) => news.show("The session stays open", problem)),
    sessionView(host),
    knowledgePane(host),
    log(host),
    panel.node,
    notificationArea(host),
    formDialog(host),
    questionDialog(host),
  );
  for (const { provider, frame } of panel.frames) actions.frameMade(provider, frame);
  panel.load();
  return {
    /** @param {string[]} addresses where those that were built again are served */
    reloadWidgets(addresses) {
      news.clear();
      panel.loadFrom(addresses);
    },
    showBuildFailure: (/** @type {string} */ message) =>
      news.show("The build failed; the widget below is the last one that worked", message),
    showWidgetError: errors.show,
    showServerGone: () =>
      gone.show(
        "The workbench's server is gone",
        "Nothing is answered until it is back. Start `serve` again: this page then loads again, with an empty workspace.",
      ),
    hideServerGone: () => gone.clear(),
  };
}

/**
 * All that is left to show when the workbench cannot start.
 *
 * @param {string} message
 */
export function showFailure(message) {
  const news = banner();
  document.body.replaceChildren(
    element("div", { className: "cannot-start", role: "alert" }, news.node),
  );
  news.show("The workbench cannot start", message);
}

/** Light or dark, as the developer's system is. */
export function followColorScheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => setTheme(dark.matches ? webDarkTheme : webLightTheme);
  dark.addEventListener("change", apply);
  apply();
}
