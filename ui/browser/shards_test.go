//go:build !js

package browser

import (
	"bytes"
	checksum "crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"

	"glyphlab/assets"
	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
	"glyphlab/engine/run"
	"glyphlab/serve"
)

// barShards makes a folder of shards of 1,024 bars, which a network tells apart
// by where they stand.
func barShards(t testing.TB) (folder string, m shards.Manifest) {
	t.Helper()
	folder = t.TempDir()
	m = shards.Manifest{
		Format: shards.Format, Version: shards.Version, Name: "bars", Title: "Bars", Origin: "made by a test",
		Height: 28, Width: 28, Bits: 4, Classes: strings.Split("ABCDEFGHIJ", ""), Counts: shards.Counts{Training: 5*1024 + 300, Validation: 200, Test: 150},
	}
	random := rand.New(rand.NewPCG(8, 9))
	pixels := make([]byte, 28*28)
	for _, split := range dataset.FileOrder {
		for first, all := 0, m.Info().Counts[split]; first < all; first += 1024 {
			info := m.Info()
			info.Counts = [3]int{}
			info.Counts[split] = min(1024, all-first)
			var file, packed bytes.Buffer
			w, err := dataset.NewCompressibleWriter(&file, info)
			if err != nil {
				t.Fatal(err)
			}
			for range info.Counts[split] {
				class := random.IntN(10)
				for i := range pixels {
					pixels[i] = byte(random.IntN(120)) // so that a shard is not small, compressed
					if x := i % 28; x/2 == class+2 {
						pixels[i] = 255
					}
				}
				if err := w.Add(split, class, pixels); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			z := brotli.NewWriterLevel(&packed, 4)
			z.Write(file.Bytes())
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			sum, packedSum := checksum.Sum256(file.Bytes()), checksum.Sum256(packed.Bytes())
			s := shards.Shard{
				Split: split.String(), First: first, Images: info.Counts[split], Bytes: int64(file.Len()), SHA256: hex.EncodeToString(sum[:]),
				Packed: int64(packed.Len()), PackedSHA256: hex.EncodeToString(packedSum[:]),
			}
			s.File = shards.FileName(split, s.SHA256)
			m.Shards = append(m.Shards, s)
			if err := os.WriteFile(filepath.Join(folder, s.File), packed.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	text, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, shards.File), text, 0o644); err != nil {
		t.Fatal(err)
	}
	return folder, m
}

// A shardServer serves the page and a folder of shards, and can be made to do
// that badly.
type shardServer struct {
	folder string
	page   http.Handler // and its list of data
	shards http.Handler

	mu    sync.Mutex
	asked []string                                               // files of data, with the part that was asked for
	spoil func(http.ResponseWriter, *http.Request, http.Handler) // answers in the shards' place; nil does not
}

// serveShards starts a server, which the person visits.
func serveShards(t testing.TB, p *person, folder string) *shardServer {
	t.Helper()
	page, err := serve.New(serve.Config{Built: assets.Built()})
	if err != nil {
		t.Fatal(err)
	}
	files, err := serve.New(serve.Config{Built: assets.Built(), Shards: serve.Unpacking(os.DirFS(folder))})
	if err != nil {
		t.Fatal(err)
	}
	s := &shardServer{folder: folder, page: page, shards: files}
	socket := httptest.NewServer(s)
	t.Cleanup(socket.Close)
	p.site = socket.URL
	return s
}

func (s *shardServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/data/manifest.json":
		s.sendList(w, r)
	case path == "/data/shards.json":
		http.ServeFile(w, r, filepath.Join(s.folder, shards.File))
	case strings.HasPrefix(path, "/data/") && strings.HasSuffix(path, ".glyphs"):
		s.mu.Lock()
		s.asked = append(s.asked, strings.TrimSpace(path+" "+r.Header.Get("Range")))
		spoil := s.spoil
		s.mu.Unlock()
		if spoil == nil {
			s.shards.ServeHTTP(w, r)
		} else {
			spoil(w, r, s.shards)
		}
	default:
		s.page.ServeHTTP(w, r)
	}
}

// sendList names the shards in the list of data, as their set.
func (s *shardServer) sendList(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	s.page.ServeHTTP(answer, r)
	var list map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	list["shards"], list["default"] = "/data/shards.json", "bars"
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(list)
}

// spoiled lets shards be answered otherwise.
func (s *shardServer) spoiled(how func(http.ResponseWriter, *http.Request, http.Handler)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = how
}

// requests returns what was asked for since the last call.
func (s *shardServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

func url(s shards.Shard) string { return "/data/" + strings.TrimSuffix(s.File, ".br") }

const overBars = "/?preset=stride&order=shuffled&seed=4&steps=700&run" // an epoch has 338

// nativelyOverBars returns the hash of the weights that the command ends with.
func nativelyOverBars(t *testing.T, folder string) string {
	t.Helper()
	return trained(t, "-data", folder, "-preset", "stride", "-order", "shuffled", "-seed", "4", "-steps", "700").SHA256
}

func TestTrainingBeginsBeforeAllShardsHaveCome(t *testing.T) {
	folder, m := barShards(t)
	p := newPerson(t)
	s := serveShards(t, p, folder)
	held := make(chan struct{})
	release := sync.OnceFunc(func() { close(held) })
	defer release()
	s.spoiled(func(w http.ResponseWriter, r *http.Request, shards http.Handler) {
		if r.URL.Path == url(m.Shards[3]) || r.URL.Path == url(m.Shards[6]) {
			<-held
		}
		shards.ServeHTTP(w, r)
	})
	p.open(overBars)
	p.await(`glyphlab.run?.step === 128`) // two shards of training have come
	p.await(`document.querySelector("#data-words").innerText.match(/[0-9] of .*MB have arrived/)`)
	p.awaitText(".specimen .caption", "Bars: 2248 of 5770 images have arrived")
	p.awaitText(".status", "Waiting for images")
	release()
	p.awaitState(run.Done)
	if got, want := p.run().SHA256, nativelyOverBars(t, folder); got != want {
		t.Errorf("the page ends with %s, the command with %s", got, want)
	}
}

// revisit opens the page again, with nothing in the browser's own cache.
func (p *person) revisit(path string) {
	p.t.Helper()
	call(p, network.ClearBrowserCache, cdp.Empty{})
	p.open(path)
}

const kept = `document.querySelector("#data-words")?.innerText.includes("kept in this browser")`

func TestASecondVisitLoadsNothingAndTheStoreCanBeEmptied(t *testing.T) {
	folder, m := barShards(t)
	p := newPerson(t)
	s := serveShards(t, p, folder)
	p.open(overBars)
	p.await(kept)
	p.awaitState(run.Done)
	first := p.run().SHA256
	if got := len(s.requests()); got != len(m.Shards) {
		t.Errorf("the first visit made %d requests for %d shards", got, len(m.Shards))
	}

	// The server has no data any more: what trains is what was kept.
	s.spoiled(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		http.Error(w, "switched off by a test", http.StatusServiceUnavailable)
	})
	p.revisit(overBars)
	p.awaitState(run.Done)
	if got := p.run().SHA256; got != first {
		t.Errorf("the second visit ends with %s, the first with %s", got, first)
	}
	p.await(kept)
	if got := s.requests(); len(got) > 0 {
		t.Errorf("the second visit asked for %q", got)
	}

	before := read[float64](p, `document.querySelector(".settings").getBoundingClientRect().height`)
	p.press("Forget")
	p.awaitText("#data-words", "nothing is kept any more")
	if after := read[float64](p, `document.querySelector(".settings").getBoundingClientRect().height`); after != before {
		t.Errorf("the settings are %v pixels high after emptying, before %v", after, before)
	}
	if names := read[[]string](p, `caches.keys()`); slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "glyphlab data") }) {
		t.Errorf("there still are the caches %q", names)
	}
	s.spoiled(nil)
	p.revisit(overBars)
	p.awaitState(run.Done)
	p.await(kept)
	if got := len(s.requests()); got != len(m.Shards) {
		t.Errorf("after emptying there were %d requests for %d shards", got, len(m.Shards))
	}
}

func TestAShardGoesOnWhereItsConnectionBroke(t *testing.T) {
	folder, m := barShards(t)
	p := newPerson(t)
	p.forgive("ERR_")
	s := serveShards(t, p, folder)
	broken, held := url(m.Shards[2]), make(chan struct{})
	var breaks atomic.Bool
	breaks.Store(true)
	s.spoiled(func(w http.ResponseWriter, r *http.Request, shards http.Handler) {
		if r.URL.Path == url(m.Shards[3]) {
			<-held
		}
		if r.URL.Path != broken || !breaks.Swap(false) {
			shards.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		shards.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
		w.(http.Flusher).Flush()
		<-held
		panic(http.ErrAbortHandler)
	})
	p.open(overBars)
	// A browser forgets what it has not handed on when a connection breaks.
	p.await(fmt.Sprintf(`parseFloat(document.querySelector("#data-words")?.innerText) > %f`, float64(m.Shards[0].Packed+m.Shards[1].Packed)/1e6+0.06))
	close(held)
	p.awaitState(run.Done)
	if got, want := p.run().SHA256, nativelyOverBars(t, folder); got != want {
		t.Errorf("the page ends with %s, the command with %s", got, want)
	}
	var resumed []string
	for _, asked := range s.requests() {
		if strings.HasPrefix(asked, broken) {
			resumed = append(resumed, strings.TrimPrefix(asked, broken))
		}
	}
	if len(resumed) != 2 || resumed[0] != "" || !strings.HasPrefix(resumed[1], " bytes=") || resumed[1] == " bytes=0-" {
		t.Errorf("the shard that broke was asked for with %q, want it whole, then the rest", resumed)
	}
}

func TestADamagedShardIsFetchedAgainThenNamed(t *testing.T) {
	folder, m := barShards(t)
	damage := func(times int) func(http.ResponseWriter, *http.Request, http.Handler) {
		var mu sync.Mutex
		return func(w http.ResponseWriter, r *http.Request, shards http.Handler) {
			mu.Lock()
			defer mu.Unlock()
			if r.URL.Path != url(m.Shards[3]) || times == 0 {
				shards.ServeHTTP(w, r)
				return
			}
			times--
			r.Header.Del("Accept-Encoding")
			answer := httptest.NewRecorder()
			shards.ServeHTTP(answer, r)
			data := answer.Body.Bytes()
			data[len(data)/2] ^= 1
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Write(data)
		}
	}
	p := newPerson(t)
	s := serveShards(t, p, folder)
	s.spoiled(damage(1))
	p.open(overBars)
	p.awaitState(run.Done)
	p.close()

	p = newPerson(t)
	s = serveShards(t, p, folder)
	s.spoiled(damage(2))
	p.open(overBars)
	p.awaitState(run.Failed)
	p.awaitText(".field.data .error", url(m.Shards[3])+" has come damaged twice")
	s.requests()
	p.press("Try again")
	p.await(kept)
	if got := s.requests(); len(got) > 5 || slices.Contains(got, url(m.Shards[0])) {
		t.Errorf("tried again, the page asked for %q, want what was missing", got)
	}
}

func TestABrowserWithoutRoomSaysSoAndTrains(t *testing.T) {
	folder, _ := barShards(t)
	p := newPerson(t)
	serveShards(t, p, folder)
	quota := 1_000_000.0
	p.open("/?steps=1&data=open") // so that the origin is there
	call(p, storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: p.site, QuotaSize: &quota})
	p.open(overBars)
	p.awaitState(run.Done)
	p.awaitText("#data-words", "kept; no room for more")
}
