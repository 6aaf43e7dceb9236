package serve

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset"
	"glyphlab/serve/servetest"
	"glyphlab/serve/site"
)

func TestGzipGivesTheSameBytes(t *testing.T) {
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3))})
	got := servetest.Ask(t, "GET", server.URL+workerAddress, servetest.Headers("Accept-Encoding: gzip"))
	r, err := gzip.NewReader(bytes.NewReader(got.Body))
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
	got := servetest.Ask(t, "GET", server.URL+"/data/mine."+hash(mine)[:12]+".glyphs", servetest.Headers("Range: bytes=0-3,-4"))
	if got.StatusCode != 206 || !strings.HasPrefix(got.Header.Get("Content-Type"), "multipart/byteranges; boundary=") {
		t.Fatalf("status %d, type %q", got.StatusCode, got.Header.Get("Content-Type"))
	}
	for _, part := range [][]byte{mine[:4], mine[len(mine)-4:]} {
		if !bytes.Contains(got.Body, part) {
			t.Errorf("% x is not in the answer", part)
		}
	}
}

func TestManifestListsTheSetOfDataFirst(t *testing.T) {
	bundled, mine := glyphs(t, "open", "Open letters", 40), glyphs(t, "mine", "My letters", 7)
	file, _ := saved(t, "other-name.glyphs", mine)
	server := started(t, Config{Built: packedFolder(t, bundled), Data: []DataFile{file}})
	var got Manifest
	if err := json.Unmarshal(servetest.Ask(t, "GET", server.URL+"/data/manifest.json", nil).Body, &got); err != nil {
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
		read, err := dataset.Read(bytes.NewReader(servetest.Ask(t, "GET", server.URL+s.URL, nil).Body))
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
	if err := json.Unmarshal(servetest.Ask(t, "GET", server.URL+"/data/manifest.json", nil).Body, &got); err != nil || got.Weights != address || len(got.Sets) != 1 {
		t.Errorf("got %+v (%v)", got, err)
	}
	if body := servetest.Ask(t, "GET", server.URL+address, nil).Body; !bytes.Equal(body, weights) {
		t.Errorf("got %q", body)
	}
}

func TestManifestHasAFieldForEverythingThePageReads(t *testing.T) {
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3))})
	var got struct {
		Default string
		Sets    []map[string]any
	}
	if err := json.Unmarshal(servetest.Ask(t, "GET", server.URL+"/data/manifest.json", nil).Body, &got); err != nil {
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
	body := servetest.Ask(t, "GET", server.URL+"/data/manifest.json", nil).Body
	if !bytes.Contains(body, []byte(`"sets": []`)) {
		t.Errorf("got %s", body)
	}
}

func TestListOfShardsMayComeLater(t *testing.T) {
	folder := t.TempDir()
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)), Shards: os.DirFS(folder)})
	var got Manifest
	if err := json.Unmarshal(servetest.Ask(t, "GET", server.URL+"/data/manifest.json", nil).Body, &got); err != nil || got.Shards != "/data/shards.json" || got.Default != "open" {
		t.Errorf("got %+v (%v), want a place for shards and to begin with the open letters", got, err)
	}
	if got := servetest.Ask(t, "GET", server.URL+got.Shards, nil); got.StatusCode != 404 {
		t.Errorf("status %d, want 404", got.StatusCode)
	}
	const text = `{"name": "later"}`
	if err := os.WriteFile(filepath.Join(folder, "manifest.json"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := servetest.Ask(t, "GET", server.URL+got.Shards, nil); got.StatusCode != 200 || string(got.Body) != text {
		t.Errorf("status %d, %q, want 200, %q", got.StatusCode, got.Body, text)
	}
}

func TestWithoutADataFolderThereIsNoListOfShards(t *testing.T) {
	server := started(t, Config{Built: packedFolder(t, glyphs(t, "open", "Open letters", 3))})
	if list := servetest.Ask(t, "GET", server.URL+"/data/manifest.json", nil).Body; bytes.Contains(list, []byte(`"shards"`)) {
		t.Errorf("the list names one: %s", list)
	}
	if got := servetest.Ask(t, "GET", server.URL+"/data/shards.json", nil); got.StatusCode != 404 {
		t.Errorf("status %d, want 404", got.StatusCode)
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
		{"a damaged list of shards", Config{Built: good, Shards: fstest.MapFS{"manifest.json": {Data: []byte("[")}}}, "no manifest of shards"},
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
	if got := servetest.Ask(t, "GET", address, nil); got.StatusCode != 200 {
		t.Fatalf("status %d, want 200", got.StatusCode)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	got := servetest.Ask(t, "GET", address, servetest.Headers("Range: bytes=0-9"))
	if got.StatusCode != 500 || got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Etag") != "" {
		t.Errorf("status %d, headers %v", got.StatusCode, got.Header)
	}
	servetest.CheckPolicy(t, got.Header)
	server.Close() // the log is whole
	if !strings.Contains(log.String(), "start the server again") {
		t.Errorf("the log is %q", &log)
	}
	if bytes.Contains(got.Body, []byte(path)) {
		t.Errorf("the answer tells a path of the server: %s", got.Body)
	}
}

func TestRequestsAreLoggedWithWhatWasSent(t *testing.T) {
	var log bytes.Buffer
	server := started(t, Config{
		Built: packedFolder(t, glyphs(t, "open", "Open letters", 3)),
		Log:   slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	sent := servetest.Ask(t, "GET", server.URL+workerAddress, servetest.Headers("Accept-Encoding: br", "Range: bytes=0-9"))
	servetest.Ask(t, "GET", server.URL+"/nothing%0Alevel=ERROR", nil)
	server.Close()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2:\n%s", len(lines), &log)
	}
	for _, want := range []string{"method=GET", "path=" + workerAddress, "status=206", "bytes=" + strconv.Itoa(len(sent.Body)), "encoding=br"} {
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
			form := site.Encoding(i) % site.Encodings
			program := servetest.Ask(t, "GET", server.URL+workerAddress, servetest.Headers("Accept-Encoding: "+form.String()))
			if program.StatusCode != 200 || program.Header.Get("Etag") != `"`+hash(workerCode)+strings.TrimSuffix("-"+form.String(), "-identity")+`"` {
				t.Errorf("%v: status %d, tag %s", form, program.StatusCode, program.Header.Get("Etag"))
			}
			if set := servetest.Ask(t, "GET", server.URL+"/data/mine."+hash(mine)[:12]+".glyphs", nil); !bytes.Equal(set.Body, mine) {
				t.Errorf("%d other bytes, want %d", len(set.Body), len(mine))
			}
		})
	}
}
