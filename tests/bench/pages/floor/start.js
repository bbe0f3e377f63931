// What not even a snapshot of a started Python could do without: its machine code, and a copy of
// its memory.
const MEMORY_BYTES = 31 * 2 ** 20;
const PAGE_BYTES = 2 ** 16;

await WebAssembly.compileStreaming(fetch("runtime/pyodide.asm.wasm"));
const image = new Uint8Array(MEMORY_BYTES).fill(1);
const memory = new WebAssembly.Memory({ initial: MEMORY_BYTES / PAGE_BYTES });
new Uint8Array(memory.buffer).set(image);
performance.mark("bench:end");
