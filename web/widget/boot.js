/**
 * Makes any page a widget page:
 *
 *     <script type="module" src="boot.js" data-app="softphone"></script>
 *
 * Further attributes: `data-crm`, the organisation's address; `data-crm-allow`, further origins
 * that Dynamics' library may come from, separated by blanks; `data-status="none"` for a page that
 * shows the start itself; `data-replay="none"` for one that wants what is clicked and typed before
 * the widget is ready at once.
 */

import bundle from "cifbridge-bundle";
import { Status } from "./status.js";
import { tellWorkbench } from "./tell-workbench.js";
import { WidgetPage } from "./widget-page.js";

/** @returns {DOMStringMap} */
function ownSettings() {
  const scripts = document.querySelectorAll("script[type=module]");
  const own = [...scripts].find(
    (script) => script instanceof HTMLScriptElement && script.src === import.meta.url,
  );
  return own instanceof HTMLScriptElement ? own.dataset : {};
}

if (document.documentElement.dataset.cifbridge) {
  console.error(
    `[cifbridge] ${import.meta.url} does nothing: another boot.js has started the widget on this ` +
      "page already. Keep one of the page's script tags.",
  );
} else {
  const settings = ownSettings();
  const page = new WidgetPage(import.meta.url, settings);
  Object.assign(window, { cifbridge: page });
  if (settings.status !== "none") new Status(() => page.retry());
  if (bundle.development) tellWorkbench();
  page.start();
  document.getElementById("cifbridge-not-started")?.remove();
}
