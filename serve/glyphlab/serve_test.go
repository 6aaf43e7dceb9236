package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
	"glyphlab/serve"
	"glyphlab/serve/wire"
)

// withPage has the command carry a page of one word until the test ends.
func withPage(t *testing.T) {
	t.Helper()
	var page bytes.Buffer
	w := brotli.NewWriter(&page)
	if _, err := io.WriteString(w, "page"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := packed.FormatList([]packed.File{{
		Name: "index.html", Address: "/", Type: "text/html; charset=utf-8", Stored: "index.html.br",
		Size: 4, Brotli: int64(page.Len()), SHA256: "0123456789abcdef",
	}})
	if err != nil {
		t.Fatal(err)
	}
	before := built
	t.Cleanup(func() { built = before })
	built = fstest.MapFS{"index.html.br": {Data: page.Bytes()}, packed.ListName: {Data: list}}
}

// largeSet writes a data set of some 24 MB, more than the sockets between two
// programs hold, and returns its path and content.
func largeSet(t *testing.T) (string, []byte) {
	t.Helper()
	const images, side = 400, 248
	var file bytes.Buffer
	w, err := dataset.NewWriter(&file, dataset.Info{
		Name: "large", Title: "Large letters", Height: side, Width: side, Bits: 8,
		Classes: []string{"A", "B"}, Counts: [3]int{images},
	})
	if err != nil {
		t.Fatal(err)
	}
	pixels := make([]byte, side*side)
	for i := range images {
		for p := range pixels {
			pixels[p] = byte(p*p>>8 + i)
		}
		if err := w.Add(dataset.Training, i%2, pixels); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "large.glyphs")
	if err := os.WriteFile(path, file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path, file.Bytes()
}

// A running is "glyphlab serve" in this process.
type running struct {
	stop   context.CancelFunc
	stdout *bufio.Scanner
	stderr *bufio.Scanner
	status chan int
	url    string
	data   string // what it says that it serves
}

// serving starts the command with these arguments and waits until it says
// where it is.
func serving(t *testing.T, args ...string) *running {
	t.Helper()
	withPage(t)
	ctx, stop := context.WithCancel(t.Context())
	outReader, outWriter := io.Pipe()
	errReader, errWriter := io.Pipe()
	r := &running{
		stop:   stop,
		stdout: bufio.NewScanner(outReader),
		stderr: bufio.NewScanner(errReader),
		status: make(chan int, 1),
	}
	go func() {
		r.status <- dispatch(ctx, append([]string{"serve", "-addr", "localhost:0"}, args...), outWriter, errWriter)
		outWriter.Close()
		errWriter.Close()
	}()
	t.Cleanup(func() {
		stop()
		go io.Copy(io.Discard, outReader)
		io.Copy(io.Discard, errReader) // until the command has ended
	})
	r.url = r.await(t, r.stdout, `^Glyphlab is at (http://localhost:\d+)$`)
	r.data = r.await(t, r.stdout, `^Data: (.*)$`)
	r.await(t, r.stdout, `^(Ctrl-C stops it\.)$`)
	return r
}

// await reads lines until one matches and returns what its group matched.
func (r *running) await(t *testing.T, lines *bufio.Scanner, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for lines.Scan() {
		if match := re.FindStringSubmatch(lines.Text()); match != nil {
			return match[1]
		}
	}
	t.Fatalf("it ended without a line like %q", pattern)
	return ""
}

func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestServeSaysWhereItIsAndServesThePage(t *testing.T) {
	r := serving(t)
	if answer, body := get(t, r.url); answer.StatusCode != 200 || body != "page" {
		t.Errorf("status %d, body %q", answer.StatusCode, body)
	}
	if want := "none; name some with -data PATH"; r.data != want {
		t.Errorf("data: %q, want %q", r.data, want)
	}
}

func TestServeOffersTheDataItIsGiven(t *testing.T) {
	path, _ := largeSet(t)
	r := serving(t, "-data", path)
	if want := "Large letters (400 images)"; r.data != want {
		t.Errorf("data: %q, want %q", r.data, want)
	}
	if _, manifest := get(t, r.url+"/data/manifest.json"); !strings.Contains(manifest, `"default": "large"`) {
		t.Errorf("manifest: %s", manifest)
	}
}

// shardsFolder makes a folder of one shard.
func shardsFolder(t *testing.T, name string) string {
	t.Helper()
	const shard = "a shard"
	sum := strings.Repeat("0123456789abcdef", 4)
	m := shards.Manifest{
		Format: shards.Format, Version: shards.Version, Name: name, Title: "Letters in shards",
		Height: 2, Width: 2, Bits: 8, Classes: []string{"A", "B"}, Counts: shards.Counts{Training: 1234},
		Shards: []shards.Shard{{Split: "training", Images: 1234, File: shards.FileName(dataset.Training, sum), SHA256: sum, PackedSHA256: sum}},
	}
	text, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, data := range map[string][]byte{shards.File: text, strings.TrimSuffix(m.Shards[0].File, ".br"): []byte(shard)} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestServeOffersAFolderOfShardsFirst(t *testing.T) {
	path, _ := largeSet(t)
	folder := shardsFolder(t, "mine")
	r := serving(t, "-shards", folder, "-data", path)
	if want := "Letters in shards (1,234 images), Large letters (400 images)"; r.data != want {
		t.Errorf("data: %q, want %q", r.data, want)
	}
	_, list := get(t, r.url+"/data/manifest.json")
	for _, want := range []string{`"default": "mine"`, `"shards": "/data/shards.json"`, `"name": "large"`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list has no %s: %s", want, list)
		}
	}
	_, text := get(t, r.url+"/data/shards.json")
	m, err := shards.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if _, shard := get(t, r.url+"/data/"+strings.TrimSuffix(m.Shards[0].File, ".br")); shard != "a shard" {
		t.Errorf("got the shard %q", shard)
	}
}

func TestServeRefusesShardsThatAreCalledAsOtherData(t *testing.T) {
	path, _ := largeSet(t)
	withPage(t)
	status, words := failing(t, "-addr", "localhost:0", "-shards", shardsFolder(t, "large"), "-data", path)
	if status != 1 || !strings.Contains(words, "two data sets are called large") {
		t.Errorf("status %d, %q", status, words)
	}
}

func TestServeEndsWithStatus0WhenItIsStopped(t *testing.T) {
	r := serving(t)
	r.stop()
	r.await(t, r.stderr, `msg=(stopped)`)
	if status := <-r.status; status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	if answer, err := http.Get(r.url); err == nil {
		answer.Body.Close()
		t.Errorf("it still answers")
	}
}

func TestServeFinishesDownloadsWhenItIsStopped(t *testing.T) {
	path, want := largeSet(t)
	r := serving(t, "-data", path)
	url := regexp.MustCompile(`/data/large\.[0-9a-f]+\.glyphs`)
	_, manifest := get(t, r.url+"/data/manifest.json")
	answer, err := http.Get(r.url + url.FindString(manifest))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got := make([]byte, 1000)
	if _, err := io.ReadFull(answer.Body, got); err != nil {
		t.Fatal(err)
	}

	r.stop()
	r.await(t, r.stderr, `msg="(stopping)`)
	select {
	case status := <-r.status:
		t.Fatalf("it ended with status %d in the middle of a download", status)
	default:
	}
	if other, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://")); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a new connection gives %v, %v, want it refused", other, err)
	}
	rest, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("after %d of %d bytes: %v", len(got)+len(rest), len(want), err)
	}
	if !bytes.Equal(append(got, rest...), want) {
		t.Errorf("%d other bytes, want %d", len(got)+len(rest), len(want))
	}
	r.await(t, r.stderr, `msg=(stopped)`)
	if status := <-r.status; status != 0 {
		t.Errorf("status %d, want 0", status)
	}
}

func TestServeRefusesEndlessHeaders(t *testing.T) {
	r := serving(t)
	request, err := http.NewRequest("GET", r.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Long", strings.Repeat("long ", wire.HeaderBytes))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, want 431", answer.StatusCode)
	}
}

func TestServeLogsRequestsWhenAsked(t *testing.T) {
	r := serving(t, "-log", "debug")
	answered := make(chan int, 1)
	go func() {
		answer, err := http.Get(r.url + "/healthz")
		if err != nil {
			answered <- 0
			return
		}
		answer.Body.Close()
		answered <- answer.StatusCode
	}()
	r.await(t, r.stderr, `level=DEBUG msg=request method=GET path=(/healthz) status=200 bytes=3 `)
	if status := <-answered; status != 200 {
		t.Errorf("status %d, want 200", status)
	}
}

// failing runs the command, which is to end by itself without serving, and
// returns its exit status and what it says.
func failing(t *testing.T, args ...string) (int, string) {
	t.Helper()
	stdout, stderr, status := glyphlab(t.Context(), append([]string{"serve"}, args...)...)
	if stdout != "" {
		t.Errorf("it prints %q", stdout)
	}
	return status, stderr
}

func TestServeSaysThatThePortIsTakenBeforeItReadsData(t *testing.T) {
	withPage(t)
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	port := other.Addr().(*net.TCPAddr).Port
	status, words := failing(t, "-addr", fmt.Sprintf("127.0.0.1:%d", port), "-data", "/nowhere/no.glyphs")
	if status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	for _, want := range []string{fmt.Sprintf("port %d is taken", port), "-addr 127.0.0.1:", "make run PORT="} {
		if !strings.Contains(words, want) {
			t.Errorf("%q does not say %q", words, want)
		}
	}
}

func TestServeSaysWhatIsWrong(t *testing.T) {
	withPage(t)
	damaged := filepath.Join(t.TempDir(), "damaged.glyphs")
	if err := os.WriteFile(damaged, []byte(dataset.Magic+"and no more"), 0o666); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"an unknown flag", []string{"-port", "80"}, 2, "glyphlab serve -h"},
		{"a word too many", []string{"data.glyphs"}, 2, "-data PATH"},
		{"an address without a port", []string{"-addr", "localhost"}, 2, "HOST:PORT"},
		{"an unknown level", []string{"-log", "loud"}, 2, "-log"},
		{"a port that is none", []string{"-addr", "localhost:http-or-so"}, 1, "http-or-so"},
		{"data that is not there", []string{"-addr", "localhost:0", "-data", "/nowhere/no.glyphs"}, 1, "/nowhere/no.glyphs"},
		{"an origin that is none", []string{"-origins", "https://example.org/page"}, 2, "is no origin"},
		{"a folder without shards", []string{"-addr", "localhost:0", "-shards", "/nowhere"}, 1, "is no folder of shards"},
		{"no connections", []string{"-connections", "0"}, 2, "1 or more"},
		{"damaged data", []string{"-addr", "localhost:0", "-data", damaged}, 1, "damaged.glyphs"},
		{"help", []string{"-h"}, 0, "-addr HOST:PORT"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, words := failing(t, test.args...)
			if status != test.status || !strings.Contains(words, test.want) {
				t.Errorf("status %d, %q; want %d and %q in it", status, words, test.status, test.want)
			}
		})
	}
}

func TestServeWithoutABuiltPageSaysHowToBuildIt(t *testing.T) {
	withPage(t)
	built = fstest.MapFS{".gitkeep": {}}
	status, words := failing(t, "-addr", "localhost:0")
	if status != 1 || !strings.Contains(words, "make build") {
		t.Errorf("status %d, %q", status, words)
	}
}

func TestVisitNamesAnAddressThatABrowserCanOpen(t *testing.T) {
	actual := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8123}
	for asked, want := range map[string]string{
		"localhost:8080":  "http://localhost:8123",
		"localhost:0":     "http://localhost:8123",
		":8080":           "http://localhost:8123",
		"0.0.0.0:8080":    "http://localhost:8123",
		"[::]:8080":       "http://localhost:8123",
		"127.0.0.1:80":    "http://127.0.0.1:8123",
		"[::1]:0":         "http://[::1]:8123",
		"lab.example:443": "http://lab.example:8123",
	} {
		if got := visit(asked, actual); got != want {
			t.Errorf("%s: %s, want %s", asked, got, want)
		}
	}
}

func TestOfferedNamesEverySetInOrder(t *testing.T) {
	m := serve.Manifest{Sets: []serve.Set{
		{Title: "My letters", Counts: [3]int{900, 90, 9}},
		{Title: "Open typefaces", Counts: [3]int{18000, 1000, 1000}},
		{Title: "All", Counts: [3]int{1000000, 0, 1}},
	}}
	want := "My letters (999 images), Open typefaces (20,000 images), All (1,000,001 images)"
	if got := offered(m, nil); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
