/** @import { Dynamics } from "../mirror/dynamics.js" */
/** @import { CallEntry } from "../types.js" */
import { element } from "./dom.js";
import { jsonBlock } from "./json.js";
import { providerLabel } from "./names.js";
import { expandableRow, status } from "./row.js";

/** @param {Dynamics} host */
export function callRow(host) {
  return (/** @type {CallEntry} */ call) => {
    const outcome = element("span", { className: "outcome" });
    const summary = element("span", { className: "summary" });
    const duration = element("span", { className: "ms" });
    const { node, refresh } = expandableRow(
      call.time,
      [
        element("code", {}, call.api),
        element("span", { className: "sender" }, providerLabel(host, call.provider)),
        outcome,
        summary,
        duration,
      ],
      () => [jsonBlock("Request", call.data), jsonBlock("Answer", call.answer)],
    );
    node.setAttribute("data-api", call.api);
    /** @type {CallEntry["outcome"] | undefined} */
    let shown;
    const update = () => {
      if (shown === call.outcome) return;
      shown = call.outcome;
      outcome.replaceChildren(outcomeStatus(call));
      summary.textContent = oneLine(call);
      duration.textContent = call.ms === null ? "" : `${call.ms} ms`;
      refresh();
    };
    return { node, update };
  };
}

/** @param {CallEntry} call */
function outcomeStatus({ outcome, simulated }) {
  if (outcome === null) return status("pending", "Pending");
  if (outcome === "lost") return status("lost", "Lost");
  if (!simulated) return status(outcome === "failure" ? "failure" : "unknown", "Not simulated");
  return outcome === "failure" ? status("failure", "Failure") : status("success", "Success");
}

/**
 * The answer in a few words.
 *
 * @param {CallEntry} call
 */
function oneLine({ answer, outcome }) {
  if (outcome === null) return "";
  if (outcome === "lost") return "Never answered";
  const { value, message = value } = /** @type {any} */ (
    typeof answer === "object" && answer ? answer : { value: answer }
  );
  const text = message?.message ?? message?.errorMsg ?? message;
  return typeof text === "string" ? text : (JSON.stringify(text) ?? "");
}
