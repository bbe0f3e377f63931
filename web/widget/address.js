/**
 * What this page's own address says of the organisation.
 *
 * Dynamics' library reads `?ucilib=` from the same address, by itself, and sends its messages there.
 * How it reads is its own business, so whatever two readers could read differently is refused here.
 */

import { BootFailure } from "./failure.js";

// No reader decodes an address more often than this.
const DECODED_AT_MOST = 8;
// Encoded as a whole, not at all, or only behind the host: the same host, decoded or not.
const ONE_HOST = /^(?:[\w.~!*'()%-]+|[^%]+|https?:\/\/[^%/?#\\@]+[/?#].*)$/i;
// What makes another host of the parameters behind, for a reader that takes all the rest for the value.
const OTHER_HOST = /&.*[@.\\]/s;

/**
 * @typedef {object} Named
 * @property {string} [base] Value of `?base=`, if it has one.
 * @property {string} [ucilib] Value of `?ucilib=`, if the address has the parameter.
 */

/**
 * Reads the parameters that name an organisation.
 *
 * @param {string} address The page's whole address: a library may look into every part of it.
 * @returns {Named}
 * @throws {BootFailure} `library-refused` if another reader could read another organisation.
 */
export function readAddress(address) {
  const { search } = new URL(address);
  const query = new URLSearchParams(search);
  for (const name of ["base", "ucilib"]) {
    const values = query.getAll(name);
    if (values.length > 1) throw repeated(name, values);
  }
  const base = query.get("base") || undefined;
  return mentions(address) === 0 ? { base } : { base, ucilib: onlyUcilib(search, address) };
}

/**
 * Whether anybody could read a `ucilib` from an address.
 *
 * @param {string} address
 * @returns {boolean}
 */
export function mentionsLibrary(address) {
  return mentions(address) > 0;
}

/**
 * @param {string} search
 * @param {string} address
 * @returns {string} The value of the only parameter, in which all readers agree on the host.
 * @throws {BootFailure}
 */
function onlyUcilib(search, address) {
  const plain = search
    .slice(1)
    .split("&")
    .filter((part) => part.startsWith("ucilib="));
  if (plain.length !== 1 || mentions(address) !== 1) throw ambiguous();
  const [, rest = ""] = parameters(address).split(/ucilib=(?:https?:\/\/)?/i);
  const oneHost = ONE_HOST.test(plain[0]?.slice("ucilib=".length) ?? "");
  if (!oneHost || OTHER_HOST.test(rest.split(/[/?#]/)[0] ?? "")) throw ambiguous();
  return new URLSearchParams(plain[0]).get("ucilib") ?? "";
}

/** @param {string} address */
function mentions(address) {
  return parameters(address).split(/ucilib/i).length - 1;
}

/**
 * The part of an address in which somebody may look for parameters, with nothing left encoded.
 *
 * @param {string} address
 */
function parameters(address) {
  let text = address;
  for (let round = 0; round < DECODED_AT_MOST && text.includes("%"); round += 1) {
    text = text.replace(/%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi, (_, wide, byte) =>
      String.fromCharCode(Number.parseInt(wide ?? byte, 16)),
    );
  }
  return /[?&;#].*/s.exec(text)?.[0] ?? "";
}

/**
 * @param {string} name
 * @param {string[]} values
 */
function repeated(name, values) {
  const all = values.map((value) => JSON.stringify(value.slice(0, 80))).join(", ");
  return new BootFailure(
    "library-refused",
    `The library was not loaded: this page's address has ?${name}= ${values.length} times (${all}), ` +
      "and Dynamics' library might read another one than this page. Correct the channel " +
      `provider's Channel URL: it must name ?${name}= once.`,
  );
}

function ambiguous() {
  return new BootFailure(
    "library-refused",
    "The library was not loaded: this page's address has a ucilib that Dynamics' library might read " +
      "differently from this page, because it is empty, encoded, in capitals, not a parameter of " +
      "its own, or in the part after #. Correct the channel provider's Channel URL: write it as " +
      "?ucilib=https://YOUR-ORG.crm.dynamics.com/webresources/Widget/msdyn_ciLibrary.js, or leave " +
      "it out and name the organisation with ?base=.",
  );
}
