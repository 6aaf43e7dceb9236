//go:build !js

package browser

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"glyphlab/engine/dataset/shards"
)

var many = flag.String("many", "", "a `folder` of shards with half a million images, for BenchmarkStepOfMany: TestScale of serve/glyphlab makes one, shards-bits4-all-twinskeep")

// BenchmarkStepOfMany measures, in the page, a training step where there are
// more and more images, which is not to matter; and how soon the first step is
// taken, all is there and is there again at a second visit, with how many bytes
// from the network.
func BenchmarkStepOfMany(b *testing.B) {
	if *many == "" {
		b.Skip("-many is not given; it names a folder of shards")
	}
	whole, err := shards.Read(os.DirFS(*many))
	if err != nil {
		b.Fatal(err)
	}
	for _, images := range []int{10_000, 100_000, whole.Counts.Training} {
		folder, m := firstOf(b, whole, images)
		b.Run(fmt.Sprint(m.Counts.Training), func(b *testing.B) {
			for b.Loop() {
				p := newPerson(b)
				s := serveShards(b, p, folder)
				var sent atomic.Int64
				s.spoiled(func(w http.ResponseWriter, r *http.Request, shards http.Handler) {
					shards.ServeHTTP(&counted{w, &sent}, r)
				})
				for _, visit := range []string{"first", "second"} {
					begun := time.Now()
					sent.Store(0)
					p.revisit("/?preset=stride&order=shuffled&steps=1000000&workers=1&run")
					p.await(`glyphlab.run?.step > 0`)
					b.ReportMetric(time.Since(begun).Seconds(), visit+"-step-s")
					for !read[bool](p, soon(kept)) { // half a million images may take longer than a person waits
					}
					b.ReportMetric(time.Since(begun).Seconds(), visit+"-whole-s")
					b.ReportMetric(float64(sent.Load())/1e6, visit+"-MB")
				}
				// The fastest half of a second is what other programs disturbed least.
				b.ReportMetric(read[float64](p, `new Promise(done => {
					let best = Infinity, step = glyphlab.run.step, begun = performance.now();
					const end = begun + 10000;
					const timer = setInterval(() => {
						const now = performance.now(), taken = glyphlab.run.step - step;
						if (taken > 0) best = Math.min(best, (now - begun) / taken);
						step += taken, begun = now;
						if (now > end) clearInterval(timer), done(best);
					}, 500);
				})`), "ms/step")
				p.close()
			}
		})
	}
}

// soon is whether a condition holds within a minute.
func soon(condition string) string {
	return `new Promise(done => {
		const end = Date.now() + 60000;
		const look = () => {
			if (` + condition + `) done(true);
			else if (Date.now() > end) done(false);
			else setTimeout(look, 50);
		};
		look();
	})`
}

// firstOf makes a folder with the first shards of another one: training images
// of at least that number. Of the others it has the last, with few images, as
// evaluations are not to be measured.
func firstOf(b *testing.B, m shards.Manifest, images int) (string, shards.Manifest) {
	b.Helper()
	all := m.Shards
	m.Shards, m.Counts = nil, shards.Counts{}
	folder := b.TempDir()
	for i, s := range all {
		last := i+1 == len(all) || all[i+1].Split != s.Split
		switch {
		case s.Split == "training" && m.Counts.Training < images:
			m.Counts.Training += s.Images
		case s.Split == "validation" && last:
			s.First, m.Counts.Validation = 0, s.Images
		case s.Split == "test" && last:
			s.First, m.Counts.Test = 0, s.Images
		default:
			continue
		}
		m.Shards = append(m.Shards, s)
		from, err := filepath.Abs(filepath.Join(*many, s.File))
		if err != nil {
			b.Fatal(err)
		}
		if err := os.Symlink(from, filepath.Join(folder, s.File)); err != nil {
			b.Fatal(err)
		}
	}
	if err := m.Check(); err != nil {
		b.Fatal(err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, shards.File), text, 0o644); err != nil {
		b.Fatal(err)
	}
	return folder, m
}

// A counted answer counts the bytes that it sends.
type counted struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c *counted) Write(p []byte) (int, error) {
	c.sent.Add(int64(len(p)))
	return c.ResponseWriter.Write(p)
}
