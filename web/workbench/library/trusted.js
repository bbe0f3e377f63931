/**
 * Which host the library speaks to: it reads the address by itself, as the genuine one does.
 *
 * The genuine library cuts each entry down to protocol and host name. This one keeps the port, so
 * that a workbench on any port can be reached.
 */

/** @type {string[]} the last entry is where requests go */
export const trusted = trustedHosts();

function trustedHosts() {
  const tag = document.querySelector('script[data-cifid="CIFMainLibrary"]');
  const first = tag?.getAttribute("data-crmurl") || document.referrer;
  const second = new URLSearchParams(location.search).getAll("ucilib").at(-1);
  return [first, ...(second ? [second] : [])].map(hostOf);
}

/** @param {string} address */
function hostOf(address) {
  if (!URL.canParse(address)) return "://";
  const { protocol, host: nameAndPort } = new URL(address);
  return `${protocol}//${nameAndPort}`;
}

/**
 * The entry that lets a sender in. Only host names are compared.
 *
 * @param {string} origin
 */
export function entryOf(origin) {
  const sender = URL.canParse(origin) ? new URL(origin).hostname : "";
  return trusted.find((entry) => URL.canParse(entry) && new URL(entry).hostname === sender);
}
