// Keeps this build of the page, so that it is there without the network too.
// pack writes the addresses of the build's files into this script: another
// build is another script, which the browser finds at the next visit, and which
// has a cache of its own. It takes over as soon as that is full, while the server
// is there: pages of the older build that are open still get their files.
//
// What is named by its content comes from the caches. The page itself and the
// lists of data come from the server while that answers. What is kept of the
// page is never replaced by a newer one, whose files are not kept here: so a
// page and its files are always of one build. The data is kept by who reads it.
"use strict";

const files = [{{files}}];
const lists = ["/data/manifest.json", "/data/shards.json"];
const builds = "glyphlab build ";
const build = builds + "{{build}}";
const patience = 3000; // ms that a server may take to answer, if its last answer is kept

addEventListener("install", (event) => event.waitUntil(keepBuild().then(() => skipWaiting())));

addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (pathname === "/") {
    event.waitUntil(forgetOlder());
    event.respondWith(freshFirst(event, pathname));
  } else if (lists.includes(pathname)) {
    event.respondWith(freshFirst(event, pathname));
  } else if (pathname.startsWith("/built/")) {
    event.respondWith(keptFirst(event.request, pathname));
  }
});

// keepBuild fills the cache. Most of it the browser has loaded already.
async function keepBuild() {
  const cache = await caches.open(build);
  const page = await fetch("/");
  const named = (await page.clone().text()).match(/\/built\/[\w.-]+/g) ?? [];
  if (!page.ok || !named.includes("{{boot.js}}") || !named.every((name) => files.includes(name))) {
    throw new Error("the server has another page than this build's; the next visit tries again");
  }
  await Promise.all([
    cache.put("/", page),
    cache.addAll(files),
    ...lists.map(async (list) => keepList(list, await fetch(list))),
  ]);
}

// forgetOlder deletes what is kept of older builds, unless a page is open that
// may be of one. Caches are listed in the order in which they were made.
async function forgetOlder() {
  if ((await clients.matchAll({ includeUncontrolled: true, type: "window" })).length > 0) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(builds));
  await Promise.all(names.slice(0, names.indexOf(build)).map((name) => caches.delete(name)));
}

async function keptFirst(request, address) {
  return await kept(address) ?? await caches.match(address, { ignoreVary: true }) ?? fetch(request);
}

// kept returns the answer that this build's cache has; undefined if none.
async function kept(address) {
  return (await caches.open(build)).match(address, { ignoreVary: true });
}

// freshFirst asks the server, and takes what is kept if it does not answer, or
// only to say that it cannot.
async function freshFirst(event, address) {
  const fresh = fetch(event.request);
  if (lists.includes(address)) event.waitUntil(fresh.then((answer) => keepList(address, answer.clone())).catch(() => {}));
  const last = await kept(address);
  if (!last) return fresh;
  const late = new Promise((tooLate) => setTimeout(tooLate, patience));
  const answer = await Promise.race([fresh.catch(() => {}), late]);
  return answer && answer.status < 500 ? answer : last;
}

// keepList keeps a list as the server has it now; a server may have none.
async function keepList(address, answer) {
  const cache = await caches.open(build);
  if (answer.ok) await cache.put(address, answer);
  else if (answer.status === 404) await cache.delete(address);
}
