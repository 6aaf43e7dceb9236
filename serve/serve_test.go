package serve

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset"
)

// headers reads "Name: value" lines.
func headers(lines ...string) http.Header {
	h := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h.Add(name, value)
	}
	return h
}

func TestEveryRequestGetsItsAnswer(t *testing.T) {
	bundled := glyphs(t, "open", "Open letters", 40)
	mine := glyphs(t, "mine", "My letters", 3000)
	file, _ := saved(t, "mine.glyphs", mine)
	server := started(t, Config{Built: packedFolder(t, bundled), Data: []DataFile{file}})

	const (
		kept    = "Cache-Control: public, max-age=31536000, immutable"
		asked   = "Cache-Control: no-cache"
		never   = "Cache-Control: no-store"
		varies  = "Vary: Accept-Encoding"
		wasm    = "Content-Type: application/wasm"
		html    = "Content-Type: text/html; charset=utf-8"
		octets  = "Content-Type: application/octet-stream"
		br      = "Content-Encoding: br"
		zip     = "Content-Encoding: gzip"
		plain   = "Content-Encoding: " // none
		noRange = "Content-Range: "
	)
	length := func(b []byte) string { return "Content-Length: " + strconv.Itoa(len(b)) }
	etag := func(b []byte, suffix string) string { return `Etag: "` + hash(b) + suffix + `"` }
	workerBr := compressed(t, workerCode)
	bundledBr := compressed(t, bundled)
	mineAddress := "/data/mine." + hash(mine)[:12] + ".glyphs"
	const openAddress = "/data/open.0123456789ab.glyphs"
	size := strconv.Itoa(len(mine))

	tests := []struct {
		name    string
		method  string
		path    string
		request http.Header
		status  int
		want    []string // header lines; an empty value: the header is not there
		body    []byte   // nil: not looked at
	}{
		// Encodings
		{"page, nothing accepted", "GET", "/", nil, 200, []string{html, asked, plain, varies, etag(pageText, ""), length(pageText), "Accept-Ranges: bytes"}, pageText},
		{"page with a query", "GET", "/?preset=stride&seed=3&run", nil, 200, []string{html, asked}, pageText},
		{"program as browsers ask", "GET", workerAddress, headers("Accept-Encoding: gzip, deflate, br, zstd"), 200, []string{wasm, kept, br, varies, etag(workerCode, "-br"), length(workerBr)}, workerBr},
		{"program, gzip only", "GET", workerAddress, headers("Accept-Encoding: gzip, deflate"), 200, []string{wasm, kept, zip, varies, etag(workerCode, "-gzip")}, nil},
		{"program, identity only", "GET", workerAddress, headers("Accept-Encoding: identity"), 200, []string{wasm, kept, plain, varies, etag(workerCode, ""), length(workerCode)}, workerCode},
		{"program, no header", "GET", workerAddress, nil, 200, []string{wasm, plain, varies}, workerCode},
		{"brotli refused", "GET", workerAddress, headers("Accept-Encoding: br;q=0, gzip"), 200, []string{zip}, nil},
		{"gzip preferred by weight", "GET", workerAddress, headers("Accept-Encoding: br;q=0.5, gzip;q=0.9"), 200, []string{zip}, nil},
		{"anything", "GET", workerAddress, headers("Accept-Encoding: *"), 200, []string{br}, workerBr},
		{"in two fields", "GET", workerAddress, headers("Accept-Encoding: deflate", "Accept-Encoding: br"), 200, []string{br}, workerBr},
		{"set from the bundle", "GET", openAddress, headers("Accept-Encoding: br"), 200, []string{octets, kept, br, varies, etag(bundled, "-br"), length(bundledBr)}, bundledBr},
		{"set from the bundle, plain", "GET", openAddress, nil, 200, []string{octets, kept, plain, length(bundled)}, bundled},
		{"set from a file", "GET", mineAddress, headers("Accept-Encoding: gzip, br"), 200, []string{octets, kept, plain, "Vary: ", etag(mine, ""), length(mine), "Accept-Ranges: bytes"}, mine},
		{"manifest", "GET", "/data/manifest.json", nil, 200, []string{"Content-Type: application/json", asked, plain}, nil},

		// HEAD
		{"HEAD of the page", "HEAD", "/", nil, 200, []string{html, asked, length(pageText), etag(pageText, "")}, []byte{}},
		{"HEAD of a program", "HEAD", workerAddress, headers("Accept-Encoding: br"), 200, []string{wasm, kept, br, length(workerBr)}, []byte{}},
		{"HEAD of a set", "HEAD", mineAddress, nil, 200, []string{octets, kept, length(mine), "Accept-Ranges: bytes"}, []byte{}},
		{"HEAD has no parts", "HEAD", mineAddress, headers("Range: bytes=0-9"), 200, []string{length(mine), noRange}, []byte{}},
		{"HEAD of nothing", "HEAD", "/nothing", nil, 404, []string{html, never}, []byte{}},

		// Ranges
		{"the first bytes", "GET", mineAddress, headers("Range: bytes=0-99"), 206, []string{octets, kept, "Content-Range: bytes 0-99/" + size, "Content-Length: 100", etag(mine, "")}, mine[:100]},
		{"from the middle on", "GET", mineAddress, headers("Range: bytes=1000-"), 206, []string{"Content-Range: bytes 1000-" + strconv.Itoa(len(mine)-1) + "/" + size}, mine[1000:]},
		{"the last bytes", "GET", mineAddress, headers("Range: bytes=-32"), 206, []string{"Content-Length: 32"}, mine[len(mine)-32:]},
		{"past the end", "GET", mineAddress, headers("Range: bytes=100-99999999"), 206, []string{"Content-Range: bytes 100-" + strconv.Itoa(len(mine)-1) + "/" + size}, mine[100:]},
		{"behind the end", "GET", mineAddress, headers("Range: bytes=" + size + "-"), 416, []string{"Content-Range: bytes */" + size, "Etag: ", "Cache-Control: "}, nil},
		{"no range at all", "GET", mineAddress, headers("Range: bytes=9-3"), 416, nil, nil},
		{"in another unit", "GET", mineAddress, headers("Range: images=0-9"), 200, []string{noRange, length(mine)}, mine},
		{"of the bundle, plain", "GET", openAddress, headers("Range: bytes=8-15"), 206, []string{plain, varies, etag(bundled, ""), "Content-Range: bytes 8-15/" + strconv.Itoa(len(bundled))}, bundled[8:16]},
		{"of the bundle, compressed", "GET", openAddress, headers("Range: bytes=8-15", "Accept-Encoding: br"), 206, []string{br, etag(bundled, "-br"), "Content-Range: bytes 8-15/" + strconv.Itoa(len(bundledBr)), "Content-Length: 8"}, bundledBr[8:16]},
		{"if it is still the same", "GET", mineAddress, headers("Range: bytes=0-9", `If-Range: "`+hash(mine)+`"`), 206, nil, mine[:10]},
		{"if it is still the other", "GET", mineAddress, headers("Range: bytes=0-9", `If-Range: "other"`), 200, []string{noRange, length(mine)}, mine},
		{"if it is still the same, in another encoding", "GET", openAddress, headers("Range: bytes=0-9", `If-Range: "`+hash(bundled)+`"`, "Accept-Encoding: br"), 200, []string{noRange, br}, bundledBr},

		// Conditions
		{"page not changed", "GET", "/", headers(`If-None-Match: "` + hash(pageText) + `"`), 304, []string{asked, varies, etag(pageText, ""), "Content-Type: "}, []byte{}},
		{"page not changed, weakly", "GET", "/", headers(`If-None-Match: "x", W/"` + hash(pageText) + `"`), 304, nil, []byte{}},
		{"page not changed, HEAD", "HEAD", "/", headers(`If-None-Match: "` + hash(pageText) + `"`), 304, nil, []byte{}},
		{"page changed", "GET", "/", headers(`If-None-Match: "older"`), 200, nil, pageText},
		{"program not changed", "GET", workerAddress, headers("Accept-Encoding: br", `If-None-Match: "`+hash(workerCode)+`-br"`), 304, []string{kept, plain}, []byte{}},
		{"program kept in another encoding", "GET", workerAddress, headers("Accept-Encoding: br", `If-None-Match: "`+hash(workerCode)+`"`), 200, []string{br}, workerBr},
		{"any", "GET", mineAddress, headers("If-None-Match: *"), 304, nil, []byte{}},
		{"only if it is the other", "GET", mineAddress, headers(`If-Match: "other"`), 412, nil, []byte{}},
		{"only if it is the other, compressed", "GET", workerAddress, headers("Accept-Encoding: br", `If-Match: "other"`), 412, nil, []byte{}},

		// Methods
		{"POST", "POST", "/", nil, 405, []string{"Allow: GET, HEAD", html, never}, nil},
		{"PUT", "PUT", mineAddress, nil, 405, []string{"Allow: GET, HEAD"}, nil},
		{"DELETE", "DELETE", workerAddress, nil, 405, []string{"Allow: GET, HEAD"}, nil},
		{"OPTIONS", "OPTIONS", "/data/manifest.json", nil, 405, []string{"Allow: GET, HEAD"}, nil},
		{"POST to the health check", "POST", "/healthz", nil, 405, []string{"Allow: GET, HEAD"}, nil},
		{"POST to nowhere", "POST", "/nowhere", nil, 404, []string{"Allow: "}, nil},

		// Paths
		{"health", "GET", "/healthz", nil, 200, []string{"Content-Type: text/plain; charset=utf-8", never}, []byte("ok\n")},
		{"nothing there", "GET", "/nothing", nil, 404, []string{html, never, "Etag: ", plain}, nil},
		{"an older build", "GET", "/built/worker.ba9876543210.wasm", headers("Accept-Encoding: br"), 404, []string{never, plain}, nil},
		{"the stored name", "GET", workerAddress + ".br", nil, 404, nil, nil},
		{"the list", "GET", "/built/index.json", nil, 404, nil, nil},
		{"a folder", "GET", "/built/", nil, 404, nil, nil},
		{"a folder above", "GET", "/built/../data/manifest.json", nil, 404, nil, nil},
		{"a folder above, written out", "GET", "/data/%2e%2e/%2e%2e/etc/passwd", nil, 404, nil, nil},
		{"a slash written out", "GET", "/data%2f..%2fetc", nil, 404, nil, nil},
		{"two slashes", "GET", "//", nil, 404, nil, nil},
		{"two slashes before a name", "GET", "//data/manifest.json", nil, 404, nil, nil},
		{"a backslash", "GET", `/data%5cmanifest.json`, nil, 404, nil, nil},
		{"a zero byte", "GET", "/%00", nil, 404, nil, nil},
		{"letters written out", "GET", "/%64ata/manifest.json", nil, 200, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ask(t, test.method, server.URL+test.path, test.request)
			if got.StatusCode != test.status {
				t.Fatalf("status %d, want %d", got.StatusCode, test.status)
			}
			for _, line := range test.want {
				name, value, _ := strings.Cut(line, ": ")
				if have := strings.Join(got.Header.Values(name), " and "); have != value {
					t.Errorf("%s: %q, want %q", name, have, value)
				}
			}
			if test.body != nil && !bytes.Equal(got.body, test.body) {
				t.Errorf("a body of %d bytes, %.40q, want %d, %.40q", len(got.body), got.body, len(test.body), test.body)
			}
			if sum := int64(len(got.body)); test.method != "HEAD" && got.ContentLength >= 0 && got.ContentLength != sum {
				t.Errorf("%d bytes announced, %d sent", got.ContentLength, sum)
			}
			checkPolicy(t, got.Header)
		})
	}
}

func checkPolicy(t *testing.T, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
			"style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; " +
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	} {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q once", name, got, want)
		}
	}
}

func TestGzipGivesTheSameBytes(t *testing.T) {
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3))})
	got := ask(t, "GET", server.URL+workerAddress, headers("Accept-Encoding: gzip"))
	r, err := gzip.NewReader(bytes.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, workerCode) {
		t.Errorf("%d other bytes, want %d", len(data), len(workerCode))
	}
}

func TestSeveralPartsComeInOneAnswer(t *testing.T) {
	mine := glyphs(t, "mine", "My letters", 10)
	file, _ := saved(t, "mine.glyphs", mine)
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)), Data: []DataFile{file}})
	got := ask(t, "GET", server.URL+"/data/mine."+hash(mine)[:12]+".glyphs", headers("Range: bytes=0-3,-4"))
	if got.StatusCode != 206 || !strings.HasPrefix(got.Header.Get("Content-Type"), "multipart/byteranges; boundary=") {
		t.Fatalf("status %d, type %q", got.StatusCode, got.Header.Get("Content-Type"))
	}
	for _, part := range [][]byte{mine[:4], mine[len(mine)-4:]} {
		if !bytes.Contains(got.body, part) {
			t.Errorf("% x is not in the answer", part)
		}
	}
}

func TestManifestListsTheSetOfDataFirst(t *testing.T) {
	bundled, mine := glyphs(t, "open", "Open letters", 40), glyphs(t, "mine", "My letters", 7)
	file, _ := saved(t, "other-name.glyphs", mine)
	server := started(t, Config{Built: packedFolder(t, bundled), Data: []DataFile{file}})
	var got Manifest
	if err := json.Unmarshal(ask(t, "GET", server.URL+"/data/manifest.json", nil).body, &got); err != nil {
		t.Fatal(err)
	}
	set := func(name, title, url string, data []byte, n int) Set {
		return Set{Name: name, Title: title, Origin: "made for a test", URL: url, Bytes: int64(len(data)),
			Classes: []string{"A", "B"}, Counts: [3]int{n, 1, 1}, Height: 4, Width: 3, Bits: 8}
	}
	want := Manifest{Default: "mine", Sets: []Set{
		set("mine", "My letters", "/data/mine."+hash(mine)[:12]+".glyphs", mine, 7),
		set("open", "Open letters", "/data/open.0123456789ab.glyphs", bundled, 40),
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for _, s := range got.Sets {
		read, err := dataset.Read(bytes.NewReader(ask(t, "GET", server.URL+s.URL, nil).body))
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		} else if read.Info.Title != s.Title {
			t.Errorf("%s is %q, want %q", s.URL, read.Info.Title, s.Title)
		}
	}
}

func TestManifestNamesTheWeightsThatWerePacked(t *testing.T) {
	folder := packedFolder(t, glyphs(t, "open", "Open letters", 3))
	list, err := packed.ReadList(folder)
	if err != nil {
		t.Fatal(err)
	}
	const address = "/data/best.0123456789ab.weights"
	weights := []byte("weights")
	folder["best.br"] = &fstest.MapFile{Data: compressed(t, weights)}
	text, err := packed.FormatList(append(list, packed.File{Name: "best.weights", Address: address, Immutable: true, Type: "application/octet-stream", Stored: "best.br", Size: 7}))
	if err != nil {
		t.Fatal(err)
	}
	folder[packed.ListName] = &fstest.MapFile{Data: text}
	server := started(t, Config{Built: folder})
	var got Manifest
	if err := json.Unmarshal(ask(t, "GET", server.URL+"/data/manifest.json", nil).body, &got); err != nil || got.Weights != address || len(got.Sets) != 1 {
		t.Errorf("got %+v (%v)", got, err)
	}
	if body := ask(t, "GET", server.URL+address, nil).body; !bytes.Equal(body, weights) {
		t.Errorf("got %q", body)
	}
}

func TestManifestHasAFieldForEverythingThePageReads(t *testing.T) {
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3))})
	var got struct {
		Default string
		Sets    []map[string]any
	}
	if err := json.Unmarshal(ask(t, "GET", server.URL+"/data/manifest.json", nil).body, &got); err != nil {
		t.Fatal(err)
	}
	if got.Default != "open" || len(got.Sets) != 1 {
		t.Fatalf("got %+v, want one set, open", got)
	}
	for _, name := range []string{"name", "title", "origin", "url", "bytes", "classes", "counts", "height", "width", "bits"} {
		if _, ok := got.Sets[0][name]; !ok {
			t.Errorf("there is no %q", name)
		}
	}
}

func TestSetOfTheBundledNameTakesItsPlace(t *testing.T) {
	file, _ := saved(t, "open.glyphs", glyphs(t, "open", "Another set", 9))
	s, err := New(Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)), Data: []DataFile{file}})
	if err != nil {
		t.Fatal(err)
	}
	if m := s.Manifest(); len(m.Sets) != 1 || m.Sets[0].Title != "Another set" || m.Default != "open" {
		t.Errorf("got %+v", m)
	}
}

func TestWithoutSetsTheListIsEmpty(t *testing.T) {
	text, err := packed.FormatList(nil)
	if err != nil {
		t.Fatal(err)
	}
	server := started(t, Config{Built: fstest.MapFS{packed.ListName: {Data: text}}})
	body := ask(t, "GET", server.URL+"/data/manifest.json", nil).body
	if !bytes.Contains(body, []byte(`"sets": []`)) {
		t.Errorf("got %s", body)
	}
}

func TestNewRefusesWhatItCannotServe(t *testing.T) {
	good := packedFolder(t, glyphs(t, "open", "Open letters", 3))
	mine := glyphs(t, "mine", "My letters", 5)
	data := func(data []byte) []DataFile {
		file, _ := saved(t, "some.glyphs", data)
		return []DataFile{file}
	}
	damaged := bytes.Clone(mine)
	damaged[20] ^= 1
	tests := []struct {
		name   string
		config Config
		want   string
	}{
		{"nothing built", Config{Built: fstest.MapFS{".gitkeep": {}}}, "run make build"},
		{"a damaged list", Config{Built: fstest.MapFS{packed.ListName: {Data: []byte("{")}}}, "no list of packed files"},
		{"a set that is not there", Config{Built: good, Data: []DataFile{{os.DirFS(t.TempDir()), "no.glyphs"}}}, "no.glyphs"},
		{"no set at all", Config{Built: good, Data: data([]byte("PK\x03\x04 an archive"))}, "some.glyphs"},
		{"a damaged header", Config{Built: good, Data: data(damaged)}, "checksum"},
		{"a set cut short", Config{Built: good, Data: data(mine[:len(mine)-1])}, "bytes and it has"},
		{"a set with more behind it", Config{Built: good, Data: data(append(bytes.Clone(mine), 0))}, "bytes and it has"},
		{"two sets of one name", Config{Built: good, Data: append(data(mine), data(mine)...)}, "two data sets are called mine"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := New(test.config)
			if err == nil {
				t.Fatalf("served: %+v", s.Manifest())
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %q, without %q", err, test.want)
			}
		})
	}
	if _, err := New(tests[0].config); !errors.Is(err, packed.ErrEmpty) {
		t.Errorf("an empty folder gives %v, want packed.ErrEmpty", err)
	}
}

func TestChangedFileIsNotSentUnderItsOldAddress(t *testing.T) {
	mine := glyphs(t, "mine", "My letters", 5)
	file, path := saved(t, "mine.glyphs", mine)
	var log bytes.Buffer
	server := started(t, Config{
		Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)),
		Data:  []DataFile{file},
		Log:   slog.New(slog.NewTextHandler(&log, nil)),
	})
	address := server.URL + "/data/mine." + hash(mine)[:12] + ".glyphs"
	if got := ask(t, "GET", address, nil); got.StatusCode != 200 {
		t.Fatalf("status %d, want 200", got.StatusCode)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	got := ask(t, "GET", address, headers("Range: bytes=0-9"))
	if got.StatusCode != 500 || got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Etag") != "" {
		t.Errorf("status %d, headers %v", got.StatusCode, got.Header)
	}
	checkPolicy(t, got.Header)
	server.Close() // the log is whole
	if !strings.Contains(log.String(), "start the server again") {
		t.Errorf("the log is %q", &log)
	}
	if bytes.Contains(got.body, []byte(path)) {
		t.Errorf("the answer tells a path of the server: %s", got.body)
	}
}

func TestRequestsAreLoggedWithWhatWasSent(t *testing.T) {
	var log bytes.Buffer
	server := started(t, Config{
		Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)),
		Log:   slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	sent := ask(t, "GET", server.URL+workerAddress, headers("Accept-Encoding: br", "Range: bytes=0-9"))
	ask(t, "GET", server.URL+"/nothing%0Alevel=ERROR", nil)
	server.Close()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2:\n%s", len(lines), &log)
	}
	for _, want := range []string{"method=GET", "path=" + workerAddress, "status=206", "bytes=" + strconv.Itoa(len(sent.body)), "encoding=br"} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("%q has no %q", lines[0], want)
		}
	}
	if !strings.Contains(lines[1], "status=404") {
		t.Errorf("%q has no status=404", lines[1])
	}
}

func TestManyReadersGetTheSame(t *testing.T) {
	mine := glyphs(t, "mine", "My letters", 5000)
	file, _ := saved(t, "mine.glyphs", mine)
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)), Data: []DataFile{file}})
	for i := range 32 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			form := encoding(i) % encodings
			program := ask(t, "GET", server.URL+workerAddress, headers("Accept-Encoding: "+form.String()))
			if program.StatusCode != 200 || program.Header.Get("Etag") != `"`+hash(workerCode)+strings.TrimSuffix("-"+form.String(), "-identity")+`"` {
				t.Errorf("%v: status %d, tag %s", form, program.StatusCode, program.Header.Get("Etag"))
			}
			if set := ask(t, "GET", server.URL+"/data/mine."+hash(mine)[:12]+".glyphs", nil); !bytes.Equal(set.body, mine) {
				t.Errorf("%d other bytes, want %d", len(set.body), len(mine))
			}
		})
	}
}
