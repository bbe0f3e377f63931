/** @import { Host } from "../host/host.js" */
/** @import { Provider } from "../types.js" */
import { announcer } from "./announcer.js";
import { banner } from "./banner.js";
import { element } from "./dom.js";
import { formDialog } from "./form-dialog.js";
import { knowledgePane } from "./knowledge-pane.js";
import { log } from "./log.js";
import { noticeArea } from "./notices.js";
import { notificationArea } from "./notification.js";
import { communicationPanel } from "./panel.js";
import { questionDialog } from "./question-dialog.js";
import { sessionRail } from "./rail.js";
import { sessionView } from "./session-view.js";
import { topBar } from "./top-bar.js";
import { widgetErrors } from "./widget-errors.js";

/**
 * @typedef {object} Actions
 * @property {string} agent the name of the signed-in agent
 * @property {() => string | null} startForeignSession says why it did not
 * @property {() => void} beforeReload
 * @property {(frame: HTMLIFrameElement) => void} frameMade
 */

/**
 * Builds the workspace and loads the widget into it.
 *
 * @param {Host} host
 * @param {Provider} widget
 * @param {Actions} actions
 */
export function showScreen(host, widget, actions) {
  const news = banner();
  const errors = widgetErrors();
  const panel = communicationPanel(host, widget, () => {
    errors.clear();
    actions.beforeReload();
  });
  const bar = topBar(host, actions.agent, () => {
    const problem = actions.startForeignSession();
    if (problem) news.show("No new session", problem);
    else news.clear();
  });
  document.body.replaceChildren(
    bar,
    element(
      "div",
      { className: "above" },
      element("div", { role: "alert" }, news.node, errors.node),
      noticeArea(host),
    ),
    sessionRail(host, (problem) => news.show("The session stays open", problem)),
    sessionView(host),
    knowledgePane(host),
    log(host),
    panel.node,
    notificationArea(host),
    announcer(host),
    formDialog(host),
    questionDialog(host),
  );
  actions.frameMade(panel.frame);
  panel.load();
  return {
    reloadWidget() {
      news.clear();
      panel.load();
    },
    showBuildFailure: (/** @type {string} */ message) =>
      news.show("The build failed; the widget below is the last one that worked", message),
    showWidgetError: errors.show,
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
