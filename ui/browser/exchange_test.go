//go:build !js

package browser

import (
	"net/http"
	"strings"
	"testing"

	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
)

// exchanging is a script: two workers that each copy half of so many bytes into
// memory that they share, wait for one another, and copy the other's half out
// of it, for each of the sizes in turn; it gives the median milliseconds that
// all of them take together.
const exchanging = `new Promise((done, fail) => {
	const sizes = [SIZES], most = Math.max(...sizes) + 128, rounds = 300;
	const ints = new Int32Array(new SharedArrayBuffer(64)), memory = new SharedArrayBuffer(most);
	const script = (() => {
		onmessage = ({data: {me, ints, memory, sizes, rounds}}) => {
			const own = new Uint8Array(Math.max(...sizes) + 128), times = [];
			let turn = 0;
			for (let round = 0; round < rounds; round++) {
				const begun = performance.now();
				for (const size of sizes) {
					const half = (size >> 1) + 63 & ~63, mine = me * half, other = half - mine;
					turn++;
					new Uint8Array(memory, mine, half).set(new Uint8Array(own.buffer, mine, half));
					Atomics.store(ints, me, turn);
					Atomics.notify(ints, me);
					for (let at; (at = Atomics.load(ints, 1 - me)) < turn;) Atomics.wait(ints, 1 - me, at);
					new Uint8Array(own.buffer, other, half).set(new Uint8Array(memory, other, half));
				}
				times.push(performance.now() - begun);
			}
			postMessage(times.sort((a, b) => a - b)[rounds >> 1]);
		};
	}).toString();
	const url = URL.createObjectURL(new Blob(["(" + script + ")()"], {type: "text/javascript"}));
	for (const me of [0, 1]) {
		const worker = new Worker(url);
		worker.onmessage = ({data}) => { if (me === 0) done(data); };
		worker.onerror = (e) => fail(e.message);
		worker.postMessage({me, ints, memory, sizes, rounds});
	}
})`

// BenchmarkExchange measures what two workers would have to tell one another in
// a step if they shared it by the outputs of each layer instead of by images:
// after each product, forward and backward, half of what it gave, and half of
// the weights once they have moved. It is what a step would take beside its
// arithmetic; see [engine.Team] for what is done instead.
func BenchmarkExchange(b *testing.B) {
	permissive := changed(b, func(_ string, header http.Header, body []byte) []byte {
		header.Del("Content-Security-Policy") // which allows the site's own workers only
		return body
	})
	for _, preset := range run.Presets {
		b.Run(preset.Name, func(b *testing.B) {
			model, err := experiment.Compile(preset.Defaults, 28, 28, 10)
			if err != nil {
				b.Fatal(err)
			}
			var sizes []string
			all := 0
			say := func(bytes int) { sizes, all = append(sizes, itoa(bytes)), all+bytes }
			batch, products := model.Batch(), 0
			for _, layer := range model.Layers() {
				if layer.Weights > layer.Output.Channels { // more than biases
					if say(4 * batch * layer.Output.Size()); products > 0 {
						say(4 * batch * layer.Output.Size())
					}
					products++
				}
			}
			say(4 * len(model.Weights()))
			p := newPerson(b)
			p.site = permissive
			p.open("/")
			p.awaitState(run.Idle)
			var ms float64
			for range b.N {
				ms += read[float64](p, strings.ReplaceAll(exchanging, "SIZES", strings.Join(sizes, ",")))
			}
			b.ReportMetric(ms/float64(b.N), "ms/step")
			b.ReportMetric(float64(all), "B/step")
			b.ReportMetric(float64(len(sizes)), "exchanges/step")
		})
	}
}
