/**
 * Makes an element; text only ever arrives as text. A property that the element has is set as
 * such, any other name is an attribute.
 *
 * @template {string} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string)} children
 * @returns {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) Object.assign(node, { [name]: value });
    else node.setAttribute(name, String(value));
  }
  node.append(...children);
  return /** @type {any} */ (node);
}

/**
 * Makes a list's children follow a model: one node for each item, kept as long as the item is
 * there, so that focus and open rows survive.
 *
 * @template Item
 * @param {Element} list
 * @param {(item: Item) => unknown} keyOf
 * @param {(item: Item) => {node: Element, update: (item: Item) => void}} make
 */
export function keyedList(list, keyOf, make) {
  /** @type {Map<unknown, {node: Element, update: (item: any) => void}>} */
  const rows = new Map();
  return (/** @type {Item[]} */ items) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, { node }] of rows) {
      if (keys.has(key)) continue;
      node.remove();
      rows.delete(key);
    }
    for (const [index, item] of items.entries()) {
      const row = rows.get(keyOf(item)) ?? make(item);
      rows.set(keyOf(item), row);
      row.update(item);
      if (list.children[index] !== row.node) {
        list.insertBefore(row.node, list.children[index] ?? null);
      }
    }
  };
}

/**
 * Calls back once a frame at most, however often it is asked to.
 *
 * @param {() => void} callback
 */
export function oncePerFrame(callback) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      callback();
    });
  };
}

/**
 * The newest items of a long list, and a button that asks for earlier ones: what is not shown
 * costs no time.
 *
 * @param {string} what the items, as the button names them
 * @param {number} step how many there are at first, and how many more each time
 * @param {() => void} render
 */
export function newestPart(what, step, render) {
  let most = step;
  const onclick = () => {
    most += step;
    render();
  };
  const button = element("button", { type: "button", className: "button earlier", onclick });
  return {
    button,
    /**
     * @template Item
     * @param {Item[]} items the newest last
     */
    of(items) {
      const others = Math.max(0, items.length - most);
      button.hidden = others === 0;
      button.textContent = `Show earlier ${what} (${others.toLocaleString()})`;
      return items.slice(-most);
    },
    /** @param {number} count how many have to be among them */
    reach(count) {
      most = Math.max(most, count);
    },
  };
}
