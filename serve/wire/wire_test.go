package wire

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"glyphlab/serve/servetest"
	"glyphlab/serve/site"
)

// serving serves a site on the listener until the test ends, and returns its
// address. Where config has no handler the site is it.
func serving(t *testing.T, l net.Listener, files site.Config, config Config) string {
	t.Helper()
	config.Site = site.New(files)
	if config.Handler == nil {
		config.Handler = config.Site
	}
	server := New(config)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

// text is a file in memory.
func text(address, content string) site.File {
	return site.File{Address: address, Type: "text/plain", Tag: "1", Forms: [site.Encodings]site.Form{
		site.Identity: func() (site.Content, error) { return site.Memory([]byte(content)), nil },
	}}
}

// raw sends bytes on a connection of its own and returns what comes until the
// server closes it.
func raw(t *testing.T, url, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestWhatIsNoRequestIsRefused(t *testing.T) {
	url := serving(t, listening(t), site.Config{Files: []site.File{text("/", "page")}}, Config{})
	for name, c := range map[string]struct {
		request string
		status  int
		words   string
	}{
		"no request":              {"hello\r\n\r\n", 400, "can be understood"},
		"an address that is none": {"GET nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400, "can be understood"},
		"a head without end":      {"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + strings.Repeat("long ", HeaderBytes) + "\r\n\r\n", 431, "8192 bytes"},
		"a long body, not sent":   {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", 413, "takes"},
		"a long body, sent":       {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + strings.Repeat("x", 200000), 413, "takes"},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := http.ReadResponse(bufio.NewReader(strings.NewReader(raw(t, url, c.request))), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != c.status || !bytes.Contains(body, []byte(c.words)) {
				t.Errorf("status %d, %q, want %d and %q", answer.StatusCode, body, c.status, c.words)
			}
			servetest.CheckPolicy(t, answer.Header)
		})
	}
}

func TestNothingIsSaidToWhoAsksNothing(t *testing.T) {
	var answers atomic.Int64
	server := New(Config{Site: site.New(site.Config{}), Answered: func(Exchange) { answers.Add(1) }})
	server.fast.ReadTimeout = 20 * time.Millisecond
	l := listening(t)
	go server.Serve(l)
	defer server.Shutdown(context.Background())
	for _, request := range []string{"", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"} {
		if got := raw(t, "http://"+l.Addr().String(), request); got != "" {
			t.Errorf("after %q comes %q", request, got)
		}
	}
	if n := answers.Load(); n != 0 {
		t.Errorf("%d answers are counted", n)
	}
}

func TestOlderClientsAndRequestsInARowAreAnswered(t *testing.T) {
	url := serving(t, listening(t), site.Config{Files: []site.File{text("/", "page"), text("/other", "other page")}}, Config{})
	if got := raw(t, url, "GET / HTTP/1.0\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.") || !strings.HasSuffix(got, "\r\n\r\npage") {
		t.Errorf("HTTP/1.0: %q", got)
	}
	got := raw(t, url, "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /other HTTP/1.1\r\nHost: a\r\nRange: bytes=0-4\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	answers := bufio.NewReader(strings.NewReader(got))
	for _, want := range []string{"page", "other", "page"} {
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(answer.Body); string(body) != want || err != nil {
			t.Errorf("%q, want %q: %v", body, want, err)
		}
	}
}

// A long file in memory that is sent in parts, whose sending is broken off.
func TestEveryAnswerIsCountedWithWhatWasSent(t *testing.T) {
	long := strings.Repeat("a long text, ", 100_000)
	exchanges := make(chan Exchange, 1)
	var connections sync.WaitGroup
	opened := func(change float64) { connections.Add(int(change)) }
	url := serving(t, listening(t), site.Config{Files: []site.File{text("/", "page"), text("/long", long)}},
		Config{Answered: func(e Exchange) { exchanges <- e }, Opened: opened})
	for _, c := range []struct {
		method, path, ranges string
		status               int
		sent                 int
	}{
		{"GET", "/", "", 200, 4},
		{"HEAD", "/", "", 200, 0},
		{"HEAD", "/long", "", 200, 0},
		{"GET", "/long", "", 200, len(long)},
		{"GET", "/long", "bytes=10-19", 206, 10},
		{"GET", "/long", "bytes=99999999-", 416, -1},
		{"GET", "/nowhere", "", 404, -1},
	} {
		header := http.Header{}
		if c.ranges != "" {
			header.Set("Range", c.ranges)
		}
		got := servetest.Ask(t, c.method, url+c.path, header)
		if c.sent < 0 {
			c.sent = len(got.Body)
		}
		if e := <-exchanges; e.Method != c.method || e.Path != c.path || e.Status != c.status || e.Sent != int64(c.sent) || e.From == nil || e.Took <= 0 {
			t.Errorf("%s %s %s: %+v, want status %d and %d bytes", c.method, c.path, c.ranges, e, c.status, c.sent)
		}
	}
	got := servetest.Ask(t, "GET", url+"/long", http.Header{"Range": {"bytes=0-9,20-29"}})
	if e := <-exchanges; e.Status != 206 || e.Sent != int64(len(got.Body)) || e.Sent < 20 {
		t.Errorf("two parts: %+v, want %d bytes", e, len(got.Body))
	}
	http.DefaultClient.CloseIdleConnections()
	connections.Wait()
}

func TestWhatWasNotSentIsNotCounted(t *testing.T) {
	long := strings.Repeat("a long text, ", 4_000_000) // more than the sockets between two programs hold
	for name, ranges := range map[string]string{"whole": "", "in parts": "Range: bytes=0-9,10-\r\n"} {
		t.Run(name, func(t *testing.T) {
			exchanges := make(chan Exchange, 1)
			url := serving(t, listening(t), site.Config{Files: []site.File{text("/", long)}}, Config{Answered: func(e Exchange) { exchanges <- e }})
			c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", ranges)
			if _, err := io.ReadFull(c, make([]byte, 1000)); err != nil {
				t.Fatal(err)
			}
			c.Close()
			if e := <-exchanges; e.Sent < 1 || e.Sent >= int64(len(long)) {
				t.Errorf("%d of %d bytes are said to have been sent", e.Sent, len(long))
			}
		})
	}
}

func TestAPanicIsOneRequestsMisfortune(t *testing.T) {
	var log bytes.Buffer
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Half", "done")
		if r.URL.Path == "/late" {
			io.WriteString(w, "half of it")
		}
		panic("this is a test")
	})
	url := serving(t, listening(t), site.Config{Files: []site.File{text("/", "page")}}, Config{Handler: handler, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for _, path := range []string{"/early", "/late"} {
		got := servetest.Ask(t, "GET", url+path, nil)
		if got.StatusCode != 500 || got.Header.Get("X-Half") != "" || !bytes.Contains(got.Body, []byte("its log says how")) {
			t.Errorf("%s: status %d, %q, headers %v", path, got.StatusCode, got.Body, got.Header)
		}
		servetest.CheckPolicy(t, got.Header)
	}
	parts := http.Header{"Range": {"bytes=0-1,3-4"}}
	if got := servetest.Ask(t, "GET", url+"/early", parts); got.StatusCode != 500 {
		t.Errorf("parts: status %d, want 500", got.StatusCode)
	}
	request, err := http.NewRequest("GET", url+"/late", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = parts
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(answer.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("an answer that broke off looks whole: %q, %v", body, err)
	}
	answer.Body.Close()
	if got := servetest.Ask(t, "GET", url, nil); string(got.Body) != "page" {
		t.Errorf("afterwards %q is answered", got.Body)
	}
	if n := strings.Count(log.String(), "this is a test"); n != 4 {
		t.Errorf("%d panics are logged, want 4:\n%s", n, &log)
	}
}

// A handler that reads its request's head after its answer has begun.
func TestTheRequestIsThereWhileTheAnswerIsSent(t *testing.T) {
	const pieces = 1000
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range pieces {
			io.WriteString(w, r.Header.Get("X-Word"))
		}
	})
	url := serving(t, listening(t), site.Config{}, Config{Handler: handler})
	var all sync.WaitGroup
	for _, word := range []string{"one,", "two,", "three,"} {
		all.Go(func() {
			for range 10 {
				got := servetest.Ask(t, "GET", url+"/", http.Header{"X-Word": {word}, "Range": {"bytes=0-1,3-4"}})
				if want := strings.Repeat(word, pieces); string(got.Body) != want {
					t.Errorf("%d bytes, want %d times %q", len(got.Body), pieces, word)
				}
			}
		})
	}
	all.Wait()
}

func TestShutdownWaitsForWhatIsBeingSent(t *testing.T) {
	long := strings.Repeat("a long text, ", 4_000_000)
	server := New(Config{Site: site.New(site.Config{Files: []site.File{text("/", long)}})})
	l := listening(t)
	go server.Serve(l)
	answer, err := http.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	soon, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := server.Shutdown(soon); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in the middle of an answer it ends with %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Shutdown(t.Context()) }()
	if n, err := io.Copy(io.Discard, answer.Body); n != int64(len(long)) || err != nil {
		t.Errorf("%d of %d bytes came: %v", n, len(long), err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
