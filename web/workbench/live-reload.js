/**
 * Follows the development server's rebuilds. A server without /events is none that rebuilds.
 *
 * @param {{rebuilt: () => void, failed: (message: string) => void}} listener
 */
export function followRebuilds({ rebuilt, failed }) {
  const events = new EventSource("/events");
  events.addEventListener("rebuilt", rebuilt);
  events.addEventListener("build-failed", ({ data }) => failed(JSON.parse(data).message));
}
