// What Cloudflare calls: it starts the program, once, and hands it every
// request; the rest here is what only JavaScript can say.
import "./wasm_exec.js";
import module from "./app.wasm";
import files from "./files.json";

const FILES = JSON.stringify(files);

let program; // what the running program answers with

// The program is ready when run returns: it waits for nothing before that.
function start(env) {
  let ready = false;
  const binding = {};
  const go = new Go();
  const instance = new WebAssembly.Instance(module, {
    ...go.importObject,
    workers: { ready: () => { ready = true; } },
  });
  const ended = () => { if (program === binding) program = undefined; };
  go.run(instance, { env: { ...env, FILES, part }, binding }).then(ended, ended);
  if (!ready) throw new Error("the program ended before it could answer; its log says why");
  return binding;
}

// part returns length bytes of a stream from offset on.
function part(stream, offset, length) {
  let at = 0;
  const cut = new TransformStream({
    transform(chunk, out) {
      const begin = Math.max(offset - at, 0);
      const end = Math.min(offset + length - at, chunk.length);
      at += chunk.length;
      if (begin < end) out.enqueue(chunk.subarray(begin, end));
      if (at >= offset + length) out.terminate();
    },
  });
  return stream.pipeThrough(cut).pipeThrough(new FixedLengthStream(length));
}

// asked is the request as the client made it: Cloudflare replaces what the
// client accepts, and tells it beside.
function asked(request) {
  if (!request.cf) return request;
  request = new Request(request);
  const accepted = request.cf.clientAcceptEncoding;
  if (accepted) request.headers.set("Accept-Encoding", accepted);
  else request.headers.delete("Accept-Encoding");
  return request;
}

export default {
  async fetch(request, env) {
    program ??= start(env);
    const answer = await program.handleRequest(asked(request));
    // What is compressed is so already.
    return new Response(answer.body, { status: answer.status, headers: answer.headers, encodeBody: "manual" });
  },
};
