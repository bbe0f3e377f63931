// The same work as in wire.py, in the language of the library.
(() => {
  const cif = Microsoft.CIFramework;
  const now = () => performance.timeOrigin + performance.now();

  const timed = async (work) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };

  const javascript = {
    /** Milliseconds of calls, one after another. */
    sequence: (count) =>
      timed(async () => {
        for (let made = 0; made < count; made += 1) await cif.canCreateSession();
      }),

    /** Milliseconds of calls that are all under way together. */
    together: (count) =>
      timed(() => Promise.all(Array.from({ length: count }, () => cif.canCreateSession()))),

    /** Listens until so many events have arrived; `arrived` is a promise of when that was. */
    async listen(event, count) {
      const { promise, resolve } = Promise.withResolvers();
      let left = count;
      const handler = async (data) => {
        javascript.last = typeof data === "string" ? JSON.parse(data) : data;
        left -= 1;
        if (left === 0) resolve(now());
      };
      await cif.addHandler(event, handler);
      javascript.arrived = promise.finally(() => cif.removeHandler(event, handler));
    },
  };

  /** Ways to talk to the host, by name; wire.py adds those in Python. */
  window.wire = { javascript };
})();
