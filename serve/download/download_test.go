package download

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// wanted is the file that the tests download.
var wanted = func() []byte {
	b := make([]byte, 300_000)
	for i := range b {
		b[i] = byte(i * i >> 7)
	}
	return b
}()

// A server answers every address by a handler for its host, over pipes: with
// synctest's clock, a stall of half a minute takes no time.
type server struct {
	hosts map[string]http.HandlerFunc

	mu    sync.Mutex
	asked []string // host, Range and If-Range of each request
}

type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, strings.TrimSpace(r.Host+" "+r.Header.Get("Range")+" "+r.Header.Get("If-Range")))
	s.mu.Unlock()
	s.hosts[r.Host](w, r)
}

// start returns a client that reaches the server, and what stops both.
func (s *server) start() (*http.Client, func()) {
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	h := &http.Server{Handler: s}
	go h.Serve(p)
	t := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		here, there := net.Pipe()
		select {
		case p.conns <- there:
			return here, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
	return &http.Client{Transport: t}, func() {
		t.CloseIdleConnections()
		h.Close()
	}
}

// honest sends all that is asked for, as a file of that version.
func honest(version string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", version)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}

// limited lets through so many bytes of an answer's body and then does as end
// says.
func limited(n int, handler http.HandlerFunc, end func(r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		handler(&limit{w, n, func() { end(r) }}, r)
	}
}

type limit struct {
	http.ResponseWriter
	left int
	end  func()
}

func (l *limit) Write(b []byte) (int, error) {
	n, err := l.ResponseWriter.Write(b[:min(len(b), l.left)])
	if l.left -= n; l.left == 0 {
		l.ResponseWriter.(http.Flusher).Flush()
		l.end()
	}
	return n, err
}

func breakOff(*http.Request) { panic(http.ErrAbortHandler) }
func stall(r *http.Request)  { <-r.Context().Done(); panic(http.ErrAbortHandler) }
func status(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(n) }
}

// inTurn answers the first request by the first handler and so on, the last
// for all that follow.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	i := 0
	return func(w http.ResponseWriter, r *http.Request) {
		h := handlers[min(i, len(handlers)-1)]
		i++
		h(w, r)
	}
}

func published(hosts ...string) File {
	f := File{Name: "letters.tar.gz", Bytes: int64(len(wanted))}
	for _, h := range hosts {
		f.Addresses = append(f.Addresses, "http://"+h+"/letters.tar.gz")
	}
	return f
}

// fetch downloads into a folder and returns what is there then, and the log.
func fetch(t *testing.T, s *server, folder string, file File) (got []byte, log string, err error) {
	t.Helper()
	client, stop := s.start()
	defer stop()
	var b strings.Builder
	d := Downloader{Client: client, Folder: folder, Stall: 30 * time.Second, Tries: 3, Pause: time.Second, Log: func(text string) { fmt.Fprintln(&b, text) }}
	path, err := d.Fetch(t.Context(), file)
	if err == nil {
		if got, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return got, b.String(), err
}

func TestFilesArriveOverEveryKindOfConnection(t *testing.T) {
	chunked := func(extra int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush() // no Content-Length then
			w.Write(wanted)
			w.Write(make([]byte, extra))
		}
	}
	part := func(contentRange string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Range", contentRange)
			w.WriteHeader(http.StatusPartialContent)
			w.Write(wanted[:1000])
		}
	}
	dated := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", `W/"weak"`)
		http.ServeContent(w, r, "", time.Date(2011, 9, 8, 0, 0, 0, 0, time.UTC), bytes.NewReader(wanted))
	}
	unnamed := func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(wanted))
	}
	good, broken := honest(`"1"`, wanted), limited(1000, honest(`"1"`, wanted), breakOff)
	for name, test := range map[string]struct {
		a, b  http.HandlerFunc
		asked []string
		log   string
	}{
		"whole":             {good, nil, []string{"a"}, ""},
		"without a length":  {chunked(0), nil, []string{"a"}, ""},
		"broken off":        {inTurn(broken, good), nil, []string{"a", `a bytes=1000- "1"`}, "unexpected EOF; 1000 of 300000 bytes are there"},
		"broken off twice":  {inTurn(broken, broken, good), nil, []string{"a", `a bytes=1000- "1"`, `a bytes=2000- "1"`}, "2000 of 300000"},
		"stalled":           {inTurn(limited(5000, good, stall), good), nil, []string{"a", `a bytes=5000- "1"`}, "nothing came for 30s; 5000 of"},
		"stalled at once":   {inTurn(func(_ http.ResponseWriter, r *http.Request) { stall(r) }, good), good, []string{"a", "b"}, "nothing came for 30s; 0 of"},
		"by date":           {inTurn(limited(1000, dated, breakOff), dated), nil, []string{"a", "a bytes=1000- Thu, 08 Sep 2011 00:00:00 GMT"}, "1000 of"},
		"no version":        {inTurn(limited(1000, unnamed, breakOff), unnamed), nil, []string{"a", "a"}, "1000 of"},
		"another version":   {inTurn(limited(1000, honest(`"0"`, make([]byte, len(wanted))), breakOff), good), nil, []string{"a", `a bytes=1000- "0"`}, "1000 of"},
		"not there":         {status(404), good, []string{"a", "b"}, "it answers 404 Not Found"},
		"another length":    {honest(`"1"`, wanted[:500]), good, []string{"a", "b"}, "its file has 500 bytes, where 300000 were published"},
		"too long":          {chunked(1), good, []string{"a", "b"}, "it sends more than the 300000 bytes"},
		"too short":         {func(w http.ResponseWriter, _ *http.Request) { w.Write(wanted[:100]) }, good, []string{"a", "b"}, "its file has 100 bytes"},
		"other part":        {inTurn(broken, part("bytes 500-1499/300000")), good, []string{"a", `a bytes=1000- "1"`, "b"}, "it sends the part from byte 500, where that from 1000"},
		"part of another":   {inTurn(broken, part("bytes 1000-1999/2000")), good, []string{"a", `a bytes=1000- "1"`, "b"}, "its file has 2000 bytes"},
		"unknown part":      {inTurn(broken, part("")), good, []string{"a", `a bytes=1000- "1"`, "b"}, `does not say which (Content-Range "")`},
		"no such part":      {inTurn(broken, status(416)), good, []string{"a", `a bytes=1000- "1"`, "b"}, "it has no byte 1000"},
		"in the next round": {inTurn(status(503), good), status(404), []string{"a", "b", "a"}, "503 Service Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &server{hosts: map[string]http.HandlerFunc{"a": test.a, "b": test.b}}
				hosts := []string{"a", "b"}
				if test.b == nil {
					hosts = hosts[:1]
				}
				folder := t.TempDir()
				got, log, err := fetch(t, s, folder, published(hosts...))
				if err != nil || !bytes.Equal(got, wanted) {
					t.Errorf("%d bytes, %v", len(got), err)
				}
				if fmt.Sprint(s.asked) != fmt.Sprint(test.asked) {
					t.Errorf("asked was %q, want %q", s.asked, test.asked)
				}
				if !strings.Contains(log, test.log) || (test.log == "") != (log == "") {
					t.Errorf("the log is %q, want %q", log, test.log)
				}
				if entries, _ := os.ReadDir(folder); len(entries) != 1 {
					t.Errorf("the folder has %v", entries)
				}
			})
		})
	}
}

func TestNextRunGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		ended := func(r *http.Request) { breakOff(r) }
		s := &server{hosts: map[string]http.HandlerFunc{"a": inTurn(limited(7000, honest(`"1"`, wanted), ended), status(500)), "b": status(404)}}
		if _, _, err := fetch(t, s, folder, published("b", "a")); err == nil || !strings.Contains(err.Error(), "could not be downloaded; try again later") {
			t.Fatalf("error %v", err)
		}
		// A server's error forgets nothing.
		s.hosts["a"], s.asked = honest(`"1"`, wanted), nil
		got, _, err := fetch(t, s, folder, published("b", "a"))
		if err != nil || !bytes.Equal(got, wanted) || fmt.Sprint(s.asked) != `[a bytes=7000- "1"]` {
			t.Errorf("%d bytes, %v, asked was %q", len(got), err, s.asked)
		}
		// What is there is not asked for again.
		s.asked = nil
		if _, _, err := fetch(t, s, folder, published("a")); err != nil || s.asked != nil {
			t.Errorf("%v, asked was %q", err, s.asked)
		}
	})
}

func TestStoppedDownloadKeepsWhatCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{hosts: map[string]http.HandlerFunc{"a": limited(64<<10, honest(`"1"`, wanted), stall)}}
		client, stop := s.start()
		defer stop()
		ctx, cancel := context.WithCancel(t.Context())
		folder := t.TempDir()
		d := Downloader{Client: client, Folder: folder, Stall: time.Minute, Tries: 3, Pause: time.Second,
			Progress: func(_ string, have, _ int64) {
				if have == 64<<10 {
					cancel()
				}
			}}
		_, err := d.Fetch(ctx, published("a"))
		if err == nil || !strings.Contains(err.Error(), "stopped with 65536 of 300000 bytes") {
			t.Errorf("error %v", err)
		}
		if b, _ := os.ReadFile(filepath.Join(folder, "letters.tar.gz.part")); !bytes.Equal(b, wanted[:64<<10]) {
			t.Errorf("%d bytes are kept", len(b))
		}
	})
}

func TestWhatIsWrongOnThisSideIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{hosts: map[string]http.HandlerFunc{"a": honest(`"1"`, wanted)}}
		folder := t.TempDir()
		file := published("a")
		file.SHA256 = strings.Repeat("0", 64)
		if _, _, err := fetch(t, s, folder, file); err == nil || !strings.Contains(err.Error(), "where 0000") {
			t.Errorf("another SHA-256: error %v", err)
		}
		if entries, _ := os.ReadDir(folder); len(entries) != 0 {
			t.Errorf("the folder has %v", entries)
		}
		sum := sha256.Sum256(wanted)
		file.SHA256 = hex.EncodeToString(sum[:])
		if _, _, err := fetch(t, s, folder, file); err != nil {
			t.Errorf("the right SHA-256: error %v", err)
		}
		if err := os.WriteFile(filepath.Join(folder, file.Name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := fetch(t, s, folder, file); err == nil || !strings.Contains(err.Error(), "has 1 bytes, where 300000 were published; move it away") {
			t.Errorf("another file: error %v", err)
		}
	})
}
