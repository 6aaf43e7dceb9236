// Starts the worker's program. If that fails, the page is told why in words: a
// message that is a string is always the last.
"use strict";

const stopped = (words) => postMessage(words);

try {
  importScripts("{{wasm_exec.js}}");
  const go = new Go();
  WebAssembly.instantiateStreaming(fetch("{{worker.wasm}}"), go.importObject)
    .then(({ instance }) => go.run(instance))
    .then(
      () => stopped("the worker’s program has ended; the browser’s console may say why"),
      (error) => stopped(`the worker’s program could not be started (${error.message || error})`),
    );
} catch (error) {
  stopped(`the worker could not be started (${error.message || error})`);
}
