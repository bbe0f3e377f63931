/**
 * Informs the workbench around the frame what it can't see: errors in the widget's code, how far the
 * widget is, and events for which it has no handler.
 */

import { isLoopback } from "./crm-origin.js";

/** @type {Record<string, (detail: any) => Record<string, unknown>>} */
const NEWS = {
  "cifbridge:error": ({ message, detail }) => ({ message, detail }),
  "cifbridge:state": ({ state }) => ({ state }),
  "cifbridge:unheard": ({ name }) => ({ name }),
};

/**
 * For a developer's build alone, and only where the page outside is served by this machine: no
 * organisation's page, and no other that frames the widget, is told anything.
 */
export function tellWorkbench() {
  const outside = [...(location.ancestorOrigins ?? [])].at(-1);
  if (!outside || !URL.canParse(outside) || !isLoopback(new URL(outside))) return;
  for (const [messageType, read] of Object.entries(NEWS)) {
    document.addEventListener(messageType, (event) => {
      const told = read(/** @type {CustomEvent} */ (event).detail);
      window.top?.postMessage({ messageType, ...told }, outside);
    });
  }
}
