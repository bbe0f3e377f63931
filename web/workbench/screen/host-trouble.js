/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { Fault } from "../types.js" */
import { element } from "./dom.js";
import { faultText } from "./fault-text.js";
import { icon } from "./icons.js";

const API = "logAnalyticsEvent";
/** Longer than the library waits. */
const TOO_LATE = 12_000;

/**
 * How the host may treat the events it is sent.
 *
 * @type {{name: string, sign: Parameters<typeof icon>[0], hint: string, fault: Fault | null}[]}
 */
const STATES = [
  {
    name: "Normal",
    sign: "success",
    hint: "Every event is answered at once.",
    fault: null,
  },
  {
    name: "Slow",
    sign: "clock",
    hint: "Every event waits 3 seconds for its answer.",
    fault: { delay: 3000 },
  },
  {
    name: "Refusing",
    sign: "failure",
    hint: "Every event is refused.",
    fault: { reject: "map" },
  },
  {
    name: "Forgetful",
    sign: "reload",
    hint: "Every third answer comes too late.",
    fault: { late: TOO_LATE, every: 3 },
  },
  {
    name: "Gone",
    sign: "lost",
    hint: "No event arrives, and none is answered.",
    fault: { lose: true },
  },
];

/**
 * One click makes the host slow, refusing, forgetful or gone for logAnalyticsEvent, and one puts
 * it right again.
 *
 * @param {Dynamics} host
 */
export function hostTrouble(host) {
  const hint = element("p", { className: "trouble-hint", role: "status" });
  const choices = STATES.map((state) => {
    const input = element("input", { type: "radio", name: "host-trouble" });
    input.addEventListener("change", () => {
      if (state.fault) host.act("setFault", API, state.fault);
      else host.act("clearFaults", API);
    });
    const label = element("label", {}, input, icon(state.sign), state.name);
    return { state, input, label };
  });
  const node = element(
    "fieldset",
    { className: "trouble" },
    element("legend", {}, "The host is"),
    element("div", { className: "segments" }, ...choices.map(({ label }) => label)),
    hint,
  );
  const update = () => {
    const active = host.faults.find(({ api }) => api === API);
    for (const { state, input } of choices) input.checked = same(state.fault, active);
    const chosen = choices.find(({ input }) => input.checked);
    const text = chosen?.state.hint ?? `As set under Faults: ${faultText(active ?? {})}.`;
    if (hint.textContent !== text) hint.textContent = text;
    node.classList.toggle("troubled", active !== undefined);
  };
  host.addEventListener("faults", update);
  update();
  return node;
}

/**
 * @param {Fault | null} fault
 * @param {(Fault & {api: string}) | undefined} active
 */
function same(fault, active) {
  if (!fault || !active) return !fault && !active;
  const { api, ...set } = active;
  const entries = Object.entries(fault);
  return (
    entries.length === Object.keys(set).length &&
    entries.every(([key, value]) => set[/** @type {keyof Fault} */ (key)] === value)
  );
}
