/** @import { Dynamics } from "../mirror/dynamics.js" */
import { LEAST_WIDTH, MODE } from "../mirror/dynamics.js";
import { element } from "./dom.js";

/** How far an arrow key moves the edge. */
const STEP = 20;
/** What is left of the panel in the modes that have no width of their own. */
const MINIMISED_WIDTH = 48;
const COLLAPSED_WIDTH = 32;

/**
 * Gives the panel its column in the workspace. The width is a rule of a style sheet, because the
 * page's policy forbids style attributes.
 *
 * @param {Dynamics} host
 */
export function panelSize(host) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const measure = () => {
    host.act("setScreenWidth", window.innerWidth);
  };
  const setWidth = (/** @type {number} */ width) =>
    sheet.replaceSync(`:root { --panel-column: ${width}px; }`);
  const render = () => setWidth(widthOf(host));
  window.addEventListener("resize", measure);
  host.addEventListener("panel", render);
  measure();
  render();
  return edge(host, setWidth);
}

/** Half of the screen, as the reference has it. */
const widest = () => Math.floor(window.innerWidth / 2);

/** @param {Dynamics} host */
function widthOf({ panel: { mode, width } }) {
  if (mode === MODE.hidden) return 0;
  if (mode === MODE.minimised) return MINIMISED_WIDTH;
  return mode === MODE.collapsed ? COLLAPSED_WIDTH : width;
}

/**
 * The panel's left edge, which the agent drags, or moves by arrow keys.
 *
 * @param {Dynamics} host
 * @param {(width: number) => void} preview
 */
function edge(host, preview) {
  const node = element("div", { className: "panel-edge", role: "separator", tabIndex: 0 });
  node.setAttribute("aria-orientation", "vertical");
  node.setAttribute("aria-label", "Width of the communication panel");
  node.setAttribute("aria-valuemin", String(LEAST_WIDTH));
  const update = () => {
    node.setAttribute("aria-valuenow", String(host.panel.width));
    node.setAttribute("aria-valuemax", String(widest()));
  };
  const widthAt = (/** @type {number} */ x) =>
    Math.min(Math.max(window.innerWidth - x, LEAST_WIDTH), widest());

  /** @type {number | undefined} */
  let aim;
  /** @type {Promise<unknown> | undefined} */
  let latest;
  node.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    // Keys come faster than the host's answers.
    aim = Math.min(Math.max((aim ?? host.panel.width) + step, LEAST_WIDTH), widest());
    const asked = host.act("setWidth", aim);
    latest = asked;
    asked.finally(() => {
      if (latest === asked) aim = undefined;
    });
  });
  node.addEventListener("pointerdown", ({ pointerId }) => node.setPointerCapture(pointerId));
  node.addEventListener("pointermove", ({ pointerId, clientX }) => {
    if (node.hasPointerCapture(pointerId)) preview(widthAt(clientX));
  });
  node.addEventListener("pointerup", ({ pointerId, clientX }) => {
    if (node.hasPointerCapture(pointerId)) host.act("setWidth", widthAt(clientX));
  });
  host.addEventListener("panel", update);
  update();
  return node;
}
