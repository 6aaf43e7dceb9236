// Starts the program of a worker: a laboratory, which fetches and compiles it,
// or one of the workers that the laboratory starts and gives the compiled
// program. A laboratory of a search works alone, beside others: it keeps no
// program to start workers from. The intake reads a person's own images, and
// is another program, fetched when the images are there. If that fails, who
// started the worker is told why in words: a message that is a string is always
// the last.
"use strict";

const stopped = (words) => {
  postMessage(words);
  close();
};

// Atomics.wait answers with a word, which Go would have to keep at every step.
self.sleepOn = (ints, index, value, limit) => { Atomics.wait(ints, index, value, limit); };

try {
  importScripts("{{wasm_exec.js}}");
  const go = new Go();
  const run = (starting) => starting
    .then((instance) => go.run(instance))
    .then(
      () => stopped("the worker’s program has ended; the browser’s console may say why"),
      (error) => stopped(`the worker’s program could not be started (${error.message || error})`),
    );
  if (self.name === "glyphlab" || self.name === "glyphlab search") {
    run(WebAssembly.instantiateStreaming(fetch("{{worker.wasm}}"), go.importObject)
      .then(({ module, instance }) => {
        if (self.name === "glyphlab") self.program = module;
        return instance;
      }));
  } else if (self.name === "glyphlab intake") {
    onmessage = (event) => {
      self.offered = event.data;
      run(WebAssembly.instantiateStreaming(fetch("{{intake.wasm}}"), go.importObject).then(({ instance }) => instance));
    };
  } else {
    self.crew = true;
    onmessage = (event) => run(WebAssembly.instantiate(event.data.program, go.importObject));
  }
} catch (error) {
  stopped(`the worker could not be started (${error.message || error})`);
}
