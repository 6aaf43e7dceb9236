// Starts the page: its worker and its program at the same time, so that both
// load and compile while the other does. Everything else is Go.
"use strict";

(() => {
  // What is shown when the page cannot start, or has stopped.
  const trouble = (words) => {
    const place = document.getElementById("trouble");
    place.querySelector("p").textContent = words;
    place.hidden = false;
  };
  document.getElementById("reload").addEventListener("click", () => location.reload());

  if (typeof WebAssembly !== "object" || !WebAssembly.instantiateStreaming || typeof Worker !== "function") {
    trouble("Glyphlab needs WebAssembly and Web Workers, and this browser has not got them. A browser of the last few years has: Chrome, Edge, Firefox or Safari.");
    return;
  }

  const lab = window.glyphlab = { early: [] };

  lab.startWorker = (name = "glyphlab") => new Worker("{{worker.js}}", { name });

  // What the first worker says is kept until the page can hear it.
  lab.worker = lab.startWorker();
  lab.worker.onmessage = (event) => lab.early.push(event.data);
  lab.worker.onerror = (event) => lab.early.push(event.message || "its program could not be loaded");

  // The page is kept for visits without the network, where browsers do that:
  // over HTTPS and on this machine. Where it fails the page is as good with it.
  lab.keep = () => navigator.serviceWorker?.register("{{service.js}}").catch(() => {});

  // Vugu hands its renderer's script to eval, once. It is loaded already, as a
  // file of its own (vugu.js), so that the page needs no right to eval.
  const real = window.eval;
  window.eval = () => { window.eval = real; };

  const go = new Go();
  WebAssembly.instantiateStreaming(fetch("{{page.wasm}}"), go.importObject)
    .then(({ instance }) => go.run(instance))
    .then(
      () => trouble("The page’s program has stopped. What was trained is lost; reloading the page starts anew."),
      (error) => trouble(`The page’s program could not be loaded (${error.message || error}). Is the server still running?`),
    );
})();
