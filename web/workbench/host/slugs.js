/** A result of punctuation alone is what is left of a text whose slugs were all empty. */
const NOTHING_SAID = /^[^\p{L}\p{N}]*$/u;

/**
 * Fills `{name}` in a template's text; inner slugs first, so `{a{b}}` works. A value that is put
 * in is never read again for slugs. What is not found, or false, leaves nothing.
 *
 * @param {string} text
 * @param {(slug: string) => unknown} valueFor may give a promise
 */
export async function fillSlugs(text, valueFor) {
  /** @type {string[]} */
  const open = [""];
  for (const character of text) {
    if (character === "{") open.push("");
    else if (character === "}" && open.length > 1) {
      const slug = open.pop() ?? "";
      append(open, asText(await valueFor(slug)));
    } else append(open, character);
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

/** @param {unknown} value */
function asText(value) {
  if (!value) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
