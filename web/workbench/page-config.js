/** @import { Config } from "./types.js" */

/** A problem whose message is meant for the developer who opened the page. */
export class ConfigError extends Error {}

/**
 * Reads config.json and puts the widget of `?widget=` in the first provider's place.
 *
 * @param {string} search the page's query
 * @returns {Promise<Config>}
 */
export async function readConfig(search) {
  const response = await fetch("./config.json");
  if (!response.ok) throw new ConfigError(`config.json could not be read: ${response.status}`);
  /** @type {Config} */
  const config = await response.json();
  const [first] = config.providers;
  if (!first) throw new ConfigError("config.json names no channel provider.");
  const asked = new URLSearchParams(search).get("widget");
  first.landingUrl = webAddress(asked ?? first.landingUrl);
  return config;
}

/**
 * The address comes from the page's query: one like `javascript:…` must not reach the frame.
 *
 * @param {string} address
 */
function webAddress(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  throw new ConfigError(
    address
      ? `The widget's address must be an http or https URL, not “${address}”.`
      : "No widget: start the workbench with one, or add ?widget=URL to this page's address.",
  );
}
