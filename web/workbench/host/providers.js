/** @import { Provider } from "../types.js" */

export const UNKNOWN_SENDER =
  "Sender domain is not a recognised or is invalid and hence the message cant be processed";
export const NO_RECORD = "Associated Provider record not found";

/** The channel providers of the agent's profile, found by the origin of a message. */
export class Providers {
  /** @param {Provider[]} records */
  constructor(records) {
    this.all = [...records].sort((a, b) => a.sortOrder - b.sortOrder);
  }

  /** @param {string} uniqueName */
  byName(uniqueName) {
    return this.all.find((provider) => provider.uniqueName === uniqueName);
  }

  /**
   * Host names alone decide; scheme and port do not. A sender that only a trusted domain matches
   * gets in but is nobody: the host keeps its records by landing URL.
   *
   * @param {string} origin
   * @returns {{provider: Provider, originUrl: string} | {error: string}}
   */
  lookUp(origin) {
    const sender = hostName(origin);
    if (!sender) return { error: UNKNOWN_SENDER };
    for (const provider of this.all) {
      if (matches(provider.landingUrl, sender)) {
        return { provider, originUrl: provider.landingUrl };
      }
      if (matches(provider.trustedDomain, sender)) return { error: NO_RECORD };
    }
    return { error: UNKNOWN_SENDER };
  }
}

/**
 * @param {string} entry a URL, a host name, or `*.domain`
 * @param {string} sender
 */
function matches(entry, sender) {
  const wildcard = entry.match(/^(?:https?:\/\/)?\*(\.[^/:]+)/);
  if (wildcard?.[1]) return sender.endsWith(wildcard[1].toLowerCase());
  return hostName(entry) === sender;
}

/** @param {string} address */
function hostName(address) {
  if (!address) return "";
  const url = address.includes("://") ? address : `https://${address}`;
  return URL.canParse(url) ? new URL(url).hostname : "";
}
