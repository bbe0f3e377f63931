/**
 * Shows the developer what the page's policy has blocked, and what to write where.
 *
 * A browser blocks in silence: an image is not there, a request fails as it does without a network.
 */

import { PATH as LIBRARY } from "./library.js";

// Directives with a key of their own among the sources that a project names.
const KEYS = new Set(["connect", "font", "frame", "img", "media", "style"]);

export class PolicyBlocks {
  /**
   * Where requests were to go, in their order, one as often as it was blocked. Python reads it.
   *
   * @type {string[]}
   */
  connects = [];
  /** @type {Set<string>} */
  #told = new Set();

  constructor() {
    document.addEventListener("securitypolicyviolation", (event) => this.#onBlocked(event));
  }

  /** @param {SecurityPolicyViolationEvent} event */
  #onBlocked({ blockedURI, disposition, effectiveDirective }) {
    // Whoever loads Dynamics' library finds out whether it was the policy or a redirect.
    if (disposition !== "enforce" || blockedURI.endsWith(LIBRARY)) return;
    // What is blocked in the page itself has no address but a word for its kind.
    const origin = URL.canParse(blockedURI) ? new URL(blockedURI).origin : blockedURI;
    if (effectiveDirective === "connect-src") this.connects.push(origin);
    const told = `The page's policy blocked ${origin} (${effectiveDirective}). `;
    if (this.#told.has(told)) return;
    this.#told.add(told);
    console.warn(`[cifbridge] ${told}${remedy(effectiveDirective, origin)}`);
  }
}

/**
 * @param {string} directive such as `img-src` or `script-src-elem`
 * @param {string} origin
 */
function remedy(directive, origin) {
  // Of a redirect, the browser names only the address from which it led away.
  if (origin === location.origin) {
    return "The page's own server led this request to another site, as one does that wants a sign-in.";
  }
  const key = String(directive.split("-")[0]);
  if (KEYS.has(key) && origin.includes("://")) {
    return (
      "If the widget needs it, its pyproject.toml has to say so, under [tool.cifbridge.sources]: " +
      `${key} = ["${origin}"]`
    );
  }
  if (key === "script") return "Put the script into a file in the widget's folder.";
  return "Put it into a file in the widget's folder.";
}
