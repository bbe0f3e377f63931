// Runs in every frame before its page: notes when the candidate has reached its end, how long the
// main thread was busy at a time until then, and what memory WebAssembly has.
(() => {
  const END = "bench:end";
  const PATIENCE_MS = 90_000;
  // Long tasks are reported after they are over.
  const REPORTED_AFTER_MS = 100;

  const busy = [];
  const longTasks = new PerformanceObserver((list) => busy.push(...list.getEntries()));
  longTasks.observe({ type: "longtask", buffered: true });

  // The sample widget names its agent when the host has answered it.
  new MutationObserver((_, self) => {
    if (!document.getElementById("agent")?.textContent) return;
    performance.mark(END);
    self.disconnect();
  }).observe(document, { subtree: true, childList: true });

  const marked = new Promise((resolve, reject) => {
    new PerformanceObserver((list, self) => {
      const [end] = list.getEntriesByName(END);
      if (!end) return;
      self.disconnect();
      resolve(end.startTime);
    }).observe({ type: "mark", buffered: true });
    setTimeout(() => {
      const said = document.body?.innerText.trim();
      reject(new Error(`not at its end after ${PATIENCE_MS / 1000} s; the page says: ${said}`));
    }, PATIENCE_MS);
  });
  marked.catch(() => {});

  const memories = new Set();
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await original(...args);
      for (const exported of Object.values((made.instance ?? made).exports)) {
        if (exported instanceof WebAssembly.Memory) memories.add(exported);
      }
      return made;
    };
  }

  const longestTask = async (from, until) => {
    await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER_MS));
    busy.push(...longTasks.takeRecords());
    const meant = busy.filter((task) => task.startTime < until && task.startTime + task.duration > from);
    return Math.max(0, ...meant.map(({ duration }) => duration));
  };

  window.bench = {
    /** Bytes of WebAssembly's memory. */
    wasm: () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),

    /** Milliseconds from the frame's navigation to the end, and of the longest task until then. */
    async result() {
      const start = await marked;
      return { start, longest: await longestTask(0, start) };
    },

    /** Milliseconds of the longest task since a moment of `performance.now()`. */
    longest: (from) => longestTask(from, Number.POSITIVE_INFINITY),
  };
})();
