/**
 * Tells the workbench around the frame of errors in the widget's code.
 */

import { isLoopback } from "./crm-origin.js";

/**
 * For a developer's build alone, and only where the page outside is served by this machine: no
 * organisation's page, and no other that frames the widget, is told anything.
 */
export function tellWorkbench() {
  const outside = [...(location.ancestorOrigins ?? [])].at(-1);
  if (!outside || !URL.canParse(outside) || !isLoopback(new URL(outside))) return;
  document.addEventListener("cifbridge:error", (event) => {
    const { message, detail } = /** @type {CustomEvent} */ (event).detail;
    window.top?.postMessage({ messageType: "cifbridge:error", message, detail }, outside);
  });
}
