const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a 16 × 16 grid. */
const PATHS = {
  success: "M3 8.5 6.5 12 13 4.5",
  failure: "M4 4l8 8M12 4l-8 8",
  lost: "M3 8h3M10 8h3M8 3v2M8 11v2",
  pending: "M8 3.5V8l3 2",
  unknown: "M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4M8 12.4v.2",
  home: "M2.5 8 8 3l5.5 5M4.5 7v6h7V7",
  close: "M4 4l8 8M12 4l-8 8",
  chat: "M2.5 3.5h11v7h-6l-3 2.5v-2.5h-2z",
  phone:
    "M4 2.5h2l1.2 3-1.5 1.2a8 8 0 0 0 3.6 3.6L10.5 8.8l3 1.2v2a1.5 1.5 0 0 1-1.5 1.5A9.5 9.5 0 0 1 2.5 4 1.5 1.5 0 0 1 4 2.5z",
  reload: "M12.5 5.5A5 5 0 1 0 13 8.5M12.8 2.5v3.3h-3.3",
  add: "M8 3v10M3 8h10",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3.2l2.2 1.3",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  order: "M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5",
  warning: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.2",
  bell: "M8 2.5a3.5 3.5 0 0 0-3.5 3.5c0 3-1.5 4-1.5 5h10c0-1-1.5-2-1.5-5A3.5 3.5 0 0 0 8 2.5zM6.8 13.3h2.4",
  minimise: "M3 11.5h10",
  dock: "M2.5 3h11v10h-11zM9.5 3v10",
  collapse: "M4 3l5 5-5 5M12 3v10",
  expand: "M12 3L7 8l5 5M4 3v10",
  hide: "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13L13 3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3l3.2 3.2",
  book: "M8 4C6.5 3 4.5 2.8 2.5 3v9.5c2-.2 4 0 5.5 1 1.5-1 3.5-1.2 5.5-1V3c-2-.2-4 0-5.5 1zM8 4v9.5",
};

/**
 * Decoration only: what an icon means is also there as text.
 *
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
