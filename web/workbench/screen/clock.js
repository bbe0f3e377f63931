/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour12: false, hour: "2-digit", minute: "2-digit", second: "2-digit" };
// Making a format is slow, using one is not.
const FORMATS = {
  second: new Intl.DateTimeFormat(undefined, CLOCK),
  millisecond: new Intl.DateTimeFormat(undefined, { ...CLOCK, fractionalSecondDigits: 3 }),
  minute: new Intl.DateTimeFormat(undefined, { ...CLOCK, second: undefined }),
  day: new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" }),
};
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A moment as the agent's clock shows it.
 *
 * @param {string | number} moment ISO 8601, or ms since the epoch
 * @param {keyof typeof FORMATS} [precision]
 */
export function clockTime(moment, precision = "second") {
  return FORMATS[precision].format(new Date(moment));
}

/**
 * How long something took, in two units at most.
 *
 * @param {number} ms
 */
export function duration(ms) {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return two(ms, MINUTE, "min", SECOND, "s");
  return ms < DAY ? two(ms, HOUR, "h", MINUTE, "min") : two(ms, DAY, "d", HOUR, "h");
}

/**
 * @param {number} ms
 * @param {number} unit
 * @param {string} name
 * @param {number} rest
 * @param {string} restName
 */
function two(ms, unit, name, rest, restName) {
  const left = Math.floor((ms % unit) / rest);
  const whole = `${Math.floor(ms / unit)} ${name}`;
  return left === 0 ? whole : `${whole} ${left} ${restName}`;
}
