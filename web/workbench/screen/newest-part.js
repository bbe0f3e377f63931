import { element } from "./dom.js";

/**
 * The newest items of a long list, and a button that asks for earlier ones: what is not shown
 * costs no time.
 *
 * @param {string} what the items, as the button names them
 * @param {number} step how many there are at first, and how many more each time
 * @param {() => void} render
 */
export function newestPart(what, step, render) {
  const button = element("button", { type: "button", className: "button earlier" });
  let most = step;
  button.addEventListener("click", () => {
    most += step;
    render();
  });
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
