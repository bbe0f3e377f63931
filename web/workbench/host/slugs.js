/** A result of punctuation alone is what is left of a text whose slugs were all empty. */
const NOTHING_SAID = /^[^\p{L}\p{N}]*$/u;
const PREFIX = /^(?:ChannelProvider|Session\.CurrentTab|Session\.AnchorTab)\./;

/**
 * Fills `{name}` in a template's text; inner slugs first, so `{a{b}}` works. A value that is put
 * in is never read again for slugs. A `{$odata…}` slug asks for a record, which the workbench does
 * not have, and stays empty like any name that is not found.
 *
 * @param {string} text
 * @param {Record<string, unknown>[]} scopes the first one that has a truthy value wins
 */
export function fillSlugs(text, scopes) {
  /** @type {string[]} */
  const open = [""];
  for (const character of text) {
    if (character === "{") open.push("");
    else if (character === "}" && open.length > 1) append(open, lookUp(open.pop() ?? "", scopes));
    else append(open, character);
  }
  // A brace that nobody closes is text.
  const filled = open.join("{");
  return NOTHING_SAID.test(filled) ? "" : filled;
}

/**
 * @param {string[]} open
 * @param {string} text
 */
function append(open, text) {
  open[open.length - 1] += text;
}

/**
 * @param {string} slug
 * @param {Record<string, unknown>[]} scopes
 */
function lookUp(slug, scopes) {
  const name = slug.replace(PREFIX, "");
  for (const scope of scopes) {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value) return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return "";
}
