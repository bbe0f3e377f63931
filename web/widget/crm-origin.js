/**
 * Which Dynamics organisation the page belongs to, and whether its script may run here.
 *
 * Almost everything that names the organisation can be forged by whoever writes the frame's address,
 * and the answer decides whose script the widget runs. So it is matched against an allow-list,
 * always, and everything that names one must name the same.
 */

import { readAddress } from "./address.js";
// Where Dynamics 365 organisations live, region by region: the commercial cloud with GCC, GCC High,
// DoD, and China (Microsoft Learn, "Datacenter regions"). Never a whole domain: others rent machines
// under dynamics.com, and run their own web servers there. The build writes the same into policies.
import DYNAMICS from "./dynamics-origins.json";
import { BootFailure } from "./failure.js";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
// What everybody takes for the same host, a browser as well as a reader that splits at slashes.
const PLAIN = /^https?:\/\/([\w.-]+|\[::1\])(:\d+)?([/?#]|$)/i;

/**
 * @typedef {object} OriginSources
 * @property {string} address The page's own address.
 * @property {string[]} ancestors Origins of the pages around this one, the outermost last; empty in
 *   a browser that does not list them.
 * @property {string} referrer The page that led to this one, for such a browser.
 * @property {string | undefined} configured The organisation that the page itself names.
 * @property {string[]} tagged What `data-crmurl` of the page's own script elements names.
 * @property {string[]} allowed Further patterns, such as `https://crm.example.com`.
 * @property {boolean} development Whether a CRM on this machine is allowed.
 */

/** @typedef {{from: string, value: string}} Source */

/**
 * Finds the origin to load the library from.
 *
 * @param {OriginSources} sources
 * @returns {string}
 * @throws {BootFailure} `library-missing` when nothing names an organisation, `library-refused`
 *   when one that is named is not allowed, or two are named.
 */
export function crmOrigin(sources) {
  const { base, ucilib } = readAddress(sources.address);
  const named = [
    { from: "?base= in this page's address", value: base },
    { from: "?ucilib= in this page's address", value: ucilib },
    { from: "data-crm on this page's script", value: sources.configured?.trim() },
    ...sources.tagged.map((value) => ({ from: "data-crmurl on this page's script", value })),
  ].flatMap(({ from, value }) => (value ? [{ from, value }] : []));
  const [first, ...others] = named;
  if (first === undefined) return outside(sources);
  for (const source of named) {
    if (!PLAIN.test(source.value)) throw refused(source, sources);
  }
  const other = others.find(({ value }) => origin(value) !== origin(first.value));
  if (other) throw contradicted(first, other);
  if (!isAllowed(first.value, sources)) throw refused(first, sources);
  return origin(first.value);
}

/**
 * The outermost page has the organisation's address, however often the frame went elsewhere, say to
 * sign in, and came back. The referrer is then the page of the sign-in.
 *
 * @param {OriginSources} sources
 * @returns {string}
 * @throws {BootFailure}
 */
function outside(sources) {
  const around = sources.ancestors.at(-1);
  const address = around ?? sources.referrer;
  if (isAllowed(address, sources)) return origin(address);
  if (around === undefined || !PLAIN.test(around)) {
    throw new BootFailure(
      "library-missing",
      "The widget does not know which Dynamics 365 organisation it belongs to. Add ?base= with the " +
        "organisation's address to the channel provider's Channel URL.",
    );
  }
  throw new BootFailure(
    "library-refused",
    `The library was not loaded: the page around this one is ${around}, which is not a Dynamics 365 ` +
      "organisation. Open the widget in Dynamics 365, or add ?base= with the organisation's " +
      "address to the channel provider's Channel URL.",
  );
}

/**
 * @param {string} address
 * @param {OriginSources} sources
 * @returns {boolean}
 */
function isAllowed(address, { allowed, development }) {
  if (!PLAIN.test(address) || !URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    [...DYNAMICS, ...allowed].some((pattern) => matches(url, pattern)) ||
    (development && isLoopback(url))
  );
}

/**
 * @param {URL} url
 * @param {string} pattern An origin, whose host may start with `*.`, which is one label; a port must
 *   match exactly.
 * @returns {boolean}
 */
function matches(url, pattern) {
  const [, scheme, wildcard, host] =
    /^(https?:)\/\/(\*\.)?([^/*]+)$/.exec(pattern.toLowerCase()) ?? [];
  if (host === undefined || url.protocol !== scheme) return false;
  const [, label, rest] = /^([^.]+)\.(.+)$/.exec(url.host) ?? [];
  return wildcard ? label !== undefined && rest === host : url.host === host;
}

/**
 * @param {string} address
 * @returns {string} What cannot be parsed stays as it is, and equals nothing that can.
 */
function origin(address) {
  return URL.canParse(address) ? new URL(address).origin : address;
}

/**
 * @param {Source} source
 * @param {OriginSources} sources
 */
function refused({ from, value }, sources) {
  const shown = PLAIN.test(value) ? origin(value) : JSON.stringify(value.slice(0, 80));
  const secure = `https://${value.replace(/^(https?:)?\/\//i, "")}`;
  return new BootFailure(
    "library-refused",
    `The library was not loaded: ${from} names ${shown}, ` +
      (isAllowed(secure, sources)
        ? `which does not start with https://. Write ${origin(secure)} instead.`
        : "which is not the address of a Dynamics 365 organisation " +
          "(https://YOUR-ORG.crm.dynamics.com). Correct it; if your organisation really has this " +
          "address, the widget's developer can add it to data-crm-allow."),
  );
}

/**
 * @param {Source} one
 * @param {Source} other
 */
function contradicted(one, other) {
  return new BootFailure(
    "library-refused",
    `The library was not loaded: ${one.from} names ${origin(one.value)}, but ${other.from} names ` +
      `${origin(other.value)}, and a widget belongs to one organisation. Correct the channel ` +
      "provider's Channel URL, or have the widget's developer correct the page.",
  );
}

/**
 * @param {URL} url
 * @returns {boolean} Whether this machine itself serves it.
 */
export function isLoopback(url) {
  return LOOPBACK.includes(url.hostname);
}
