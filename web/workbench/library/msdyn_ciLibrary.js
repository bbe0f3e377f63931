/**
 * Stand-in for the library that puts Microsoft.CIFramework on a channel widget's window.
 *
 * Written from observed behaviour, not from the library's code. To a widget it behaves like the
 * real one, its faults included: promises that never settle, Maps and JSON texts as rejections,
 * no time-out on seven methods.
 */

import { CIFramework } from "./calls.js";
import { listen, request, trusted } from "./messages.js";

const REPORT_SECONDS = 10;

const page = /** @type {{Microsoft?: Record<string, unknown>}} */ (window);
page.Microsoft = { ...page.Microsoft, CIFramework };
listen();
for (const type of ["mousemove", "touchstart", "keydown"]) {
  document.addEventListener(type, () => request("onUserActivity", new Map(), REPORT_SECONDS));
}
document.addEventListener("keydown", ({ ctrlKey, altKey, shiftKey, code }) => {
  if (ctrlKey && altKey && shiftKey && code === "KeyD") {
    request("debugInformationEvent", new Map(), REPORT_SECONDS);
  }
});
// No handshake: the event says nothing about a host.
setTimeout(() => window.dispatchEvent(new CustomEvent("CIFInitDone", { detail: trusted })), 0);
