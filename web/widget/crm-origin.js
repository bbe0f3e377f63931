/**
 * Which Dynamics organisation the page belongs to, and whether its script may run here.
 *
 * Everything that names the organisation can be forged by whoever writes the frame's address, and
 * the answer decides whose script the widget runs. So it is matched against an allow-list, always.
 */

// Where Dynamics 365 organisations live, region by region: the commercial cloud with GCC, GCC High,
// DoD, and China (Microsoft Learn, "Datacenter regions"). Never a whole domain: others rent machines
// under dynamics.com, and run their own web servers there. The build writes the same into policies.
import DYNAMICS from "./dynamics-origins.json";
import { BootFailure } from "./failure.js";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * @typedef {object} OriginSources
 * @property {string} query The page's query string.
 * @property {string} outside The page that shows this one.
 * @property {string | undefined} configured The organisation that the page itself names.
 * @property {string[]} allowed Further patterns, such as `https://crm.example.com`.
 * @property {boolean} development Whether a CRM on this machine is allowed.
 */

/**
 * Finds the origin to load the library from.
 *
 * Every origin that the address names must be allowed, not only the one that is used: the library
 * reads `?ucilib=` by itself and would send its requests there.
 *
 * @param {OriginSources} sources
 * @returns {string}
 * @throws {BootFailure} `library-missing` when nothing names an organisation, `library-refused`
 *   when one that is named is not allowed.
 */
export function crmOrigin(sources) {
  const query = new URLSearchParams(sources.query);
  const named = [
    { from: "?base= in this page's address", value: query.get("base") },
    { from: "?ucilib= in this page's address", value: query.get("ucilib") },
    { from: "data-crm on this page's script", value: sources.configured },
  ].filter(({ value }) => value);
  if (named.length === 0 && sources.outside) {
    named.push({ from: "the page around this one", value: sources.outside });
  }
  const [first] = named.map(({ from, value }) => allowedOrigin(String(value), from, sources));
  if (first === undefined) {
    throw new BootFailure(
      "library-missing",
      "The widget does not know which Dynamics 365 organisation it belongs to. Add ?base= with the " +
        "organisation's address to the channel provider's Channel URL.",
    );
  }
  return first;
}

/**
 * @param {string} text
 * @param {string} from
 * @param {OriginSources} sources
 * @returns {string}
 */
function allowedOrigin(text, from, sources) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const patterns = [...DYNAMICS, ...sources.allowed];
  const allowed =
    url !== undefined &&
    (patterns.some((pattern) => matches(url, pattern)) ||
      (sources.development && url.protocol.startsWith("http") && LOOPBACK.includes(url.hostname)));
  if (!allowed) {
    throw new BootFailure(
      "library-refused",
      `The library was not loaded: ${from} names ${shown(text, url)}, which is not a Dynamics 365 ` +
        "address this widget trusts. Correct the channel provider's Channel URL, or have the " +
        "widget's developer add the address to data-crm-allow.",
    );
  }
  return url.origin;
}

/**
 * @param {URL} url
 * @param {string} pattern An origin, whose host may start with `*.`, which is one label; a port must
 *   match exactly.
 * @returns {boolean}
 */
function matches(url, pattern) {
  const [, scheme, wildcard, host] = /^(https?:)\/\/(\*\.)?([^/*]+)$/.exec(pattern) ?? [];
  if (host === undefined || url.protocol !== scheme) return false;
  const [, label, rest] = /^([^.]+)\.(.+)$/.exec(url.host) ?? [];
  return wildcard ? label !== undefined && rest === host : url.host === host;
}

/**
 * @param {string} text
 * @param {URL | undefined} url
 * @returns {string}
 */
function shown(text, url) {
  return url && url.origin !== "null" ? url.origin : JSON.stringify(text.slice(0, 80));
}
