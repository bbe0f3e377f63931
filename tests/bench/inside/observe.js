// Runs in every frame before its page: notes when the candidate has reached its end, when a call
// has begun, how long the main thread was busy at a time, and what memory WebAssembly has.
(() => {
  const END = "bench:end";
  const CALL = "bench:call";
  const PATIENCE_MS = 90_000;
  // Long tasks are reported after they are over.
  const REPORTED_AFTER_MS = 100;

  const busy = [];
  const longTasks = new PerformanceObserver((list) => busy.push(...list.getEntries()));
  longTasks.observe({ type: "longtask", buffered: true });

  const markOnce = (name) => {
    if (!performance.getEntriesByName(name).length) performance.mark(name);
  };
  new MutationObserver(() => {
    // The sample widget names its agent when the host has answered it.
    if (document.getElementById("agent")?.textContent) markOnce(END);
    if (document.getElementById("call")?.hidden === false) markOnce(CALL);
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["hidden"] });

  const marked = (name) => {
    const moment = new Promise((resolve, reject) => {
      new PerformanceObserver((list, self) => {
        const [mark] = list.getEntriesByName(name);
        if (!mark) return;
        self.disconnect();
        resolve(mark.startTime);
      }).observe({ type: "mark", buffered: true });
      setTimeout(() => {
        const said = document.body?.innerText.trim();
        reject(new Error(`no ${name} after ${PATIENCE_MS / 1000} s; the page says: ${said}`));
      }, PATIENCE_MS);
    });
    moment.catch(() => {});
    return moment;
  };
  const ended = marked(END);

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

    /**
     * Milliseconds from the frame's navigation to the end and to the first paint of the page, of the
     * longest task until the end, and of the stages that the page measures itself.
     */
    async result() {
      const start = await ended;
      const longest = await longestTask(0, start);
      const noted = {};
      for (const { name, startTime } of performance.getEntriesByType("paint")) noted[name] = startTime;
      for (const { name, duration } of performance.getEntriesByType("measure")) noted[name] = duration;
      return { ...noted, start, longest };
    },

    /** Milliseconds from the frame's navigation until a click has begun a call. */
    call: () => marked(CALL),

    /** Milliseconds of the longest task since a moment of `performance.now()`. */
    longest: (from) => longestTask(from, Number.POSITIVE_INFINITY),
  };
})();
