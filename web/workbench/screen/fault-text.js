/** @import { Fault } from "../types.js" */

/**
 * What a fault does, in a few words.
 *
 * @param {Fault} fault
 */
export function faultText({ delay, late, lose, reject, every, times }) {
  const parts = [
    delay !== undefined && `delayed by ${delay} ms`,
    lose && "lost",
    reject && `rejected as ${reject}`,
    late !== undefined && `answered ${late} ms late`,
    every !== undefined && `1 of every ${every}`,
    times !== undefined && (times === 1 ? "once" : `${times} times`),
  ];
  return parts.filter(Boolean).join(", ");
}
