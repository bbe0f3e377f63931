/** @import { Config } from "./types.js" */

/** A problem whose message is meant for the developer who opened the page. */
export class ConfigError extends Error {}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Reads config.json and puts the widget of `?widget=` in the first provider's place.
 *
 * @param {string} search the page's query
 * @returns {Promise<Config>}
 * @throws {ConfigError} when there is no widget, or none that may be shown
 */
export async function readConfig(search) {
  const response = await fetch("./config.json");
  if (!response.ok) {
    // Of a faulty --config, the server says what is wrong and where.
    const said = await response.text();
    throw new ConfigError(`The configuration could not be read (${response.status}): ${said}`);
  }
  /** @type {Config} */
  const config = await response.json();
  const [first] = config.providers;
  if (!first) throw new ConfigError("config.json names no channel provider.");
  const asked = new URLSearchParams(search).get("widget");
  first.landingUrl =
    asked === null ? webAddress(first.landingUrl).href : trustedAddress(asked, config).href;
  return config;
}

/**
 * Whoever links to this page writes its query, and the widget in the frame reads and changes
 * records: what the developer neither runs nor has configured isn't shown.
 *
 * @param {string} address
 * @param {Config} config
 */
function trustedAddress(address, { providers }) {
  const url = webAddress(address);
  const configured = providers.some(
    ({ landingUrl }) => URL.canParse(landingUrl) && new URL(landingUrl).origin === url.origin,
  );
  if (configured || LOOPBACK.includes(url.hostname)) return url;
  throw new ConfigError(
    `?widget= names ${url.origin}, which is neither on this machine nor the landingUrl of a ` +
      "provider in the workbench's configuration. To show that widget, write its address there " +
      "and start the workbench with --config.",
  );
}

/**
 * An address like `javascript:…` must not reach the frame.
 *
 * @param {string} address
 */
function webAddress(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new ConfigError(
    address
      ? `The widget's address must be an http or https URL, not “${address}”.`
      : "No widget: start the workbench with one, or add ?widget=URL to this page's address.",
  );
}
