/**
 * Runs a script of another origin, and finds out why one does not run, as far as browsers tell.
 */

import { BootFailure } from "./failure.js";

/**
 * @param {HTMLScriptElement} script Not yet on the page.
 * @returns {Promise<void>} Settles when the script has run, or thrown.
 * @throws {BootFailure} `library-failed`.
 */
export function run(script) {
  return new Promise((resolve, reject) => {
    /** @type {SecurityPolicyViolationEvent | undefined} */
    let violation;
    /** @param {SecurityPolicyViolationEvent} event */
    const note = (event) => {
      if (event.disposition === "enforce" && event.blockedURI === script.src) violation = event;
    };
    document.addEventListener("securitypolicyviolation", note);
    const settle = (/** @type {() => void} */ how) => {
      document.removeEventListener("securitypolicyviolation", note);
      how();
    };
    script.addEventListener("load", () => settle(resolve));
    script.addEventListener("error", () =>
      // The violation is an event of its own, in no promised order with this one.
      setTimeout(() => settle(() => reject(failure(script.src, violation)))),
    );
    document.head.append(script);
  });
}

/**
 * @param {string} address
 * @param {SecurityPolicyViolationEvent | undefined} violation
 */
function failure(address, violation) {
  const { origin } = new URL(address);
  if (violation === undefined) {
    return new BootFailure(
      "library-failed",
      `Dynamics' library could not be loaded from ${address}: it cannot be reached from here, or ` +
        "the answer is not a script but an error or a sign-in page. Open that address in another " +
        "tab of this browser to see which, and check that it is your organisation's; then try again.",
    );
  }
  if (lists(violation.originalPolicy, address)) {
    return new BootFailure(
      "library-failed",
      `Dynamics' library was not loaded: ${address} redirects to another address, most likely a ` +
        `sign-in page. Sign in at ${origin} in this browser, then try again.`,
    );
  }
  return new BootFailure(
    "library-failed",
    `Dynamics' library was not loaded: this page's Content-Security-Policy does not allow scripts ` +
      `from ${origin}. Whoever runs the widget's web server has to add it to script-src.`,
  );
}

/**
 * Whether a policy allows an address itself. What it blocks nevertheless was an answer from elsewhere:
 * browsers name the address that was asked for, and never the one that it redirected to.
 *
 * @param {string} policy
 * @param {string} address
 * @returns {boolean}
 */
function lists(policy, address) {
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );
  const names = ["script-src-elem", "script-src", "default-src"];
  const sources = names.map((name) => directives.get(name)).find(Boolean) ?? [];
  const { protocol, host } = new URL(address);
  return sources.some((source) => {
    const [, scheme, wildcard, name] = /^(?:(https?:)\/\/)?(\*\.)?([^/]+)/.exec(source) ?? [];
    if (scheme !== undefined && scheme !== protocol) return false;
    if (name === "*" || source === protocol) return true;
    return wildcard ? host.endsWith(`.${name}`) : host === name;
  });
}
