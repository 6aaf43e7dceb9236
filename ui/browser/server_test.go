//go:build !js

package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"glyphlab/assets"
	"glyphlab/serve"
)

var (
	site   *server         // what is tested
	chrome context.Context // what it is tested in
)

// A server serves the page on a real socket, and can be made to fail.
type server struct {
	URL   string
	pages http.Handler

	mu   sync.Mutex
	down []string // what an address contains that is answered with an error
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, part := range s.down {
		if strings.Contains(r.URL.Path, part) {
			http.Error(w, "switched off by a test", http.StatusServiceUnavailable)
			return
		}
	}
	s.pages.ServeHTTP(w, r)
}

// fail makes every address that contains part fail, until repair is called.
func (s *server) fail(t *testing.T, part string) (repair func()) {
	s.mu.Lock()
	s.down = append(s.down, part)
	s.mu.Unlock()
	repair = func() {
		s.mu.Lock()
		s.down = nil
		s.mu.Unlock()
	}
	t.Cleanup(repair)
	return repair
}

func TestMain(m *testing.M) {
	code, err := testAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

func testAll(m *testing.M) (int, error) {
	pages, err := serve.New(serve.Config{Built: assets.Built()})
	if err != nil {
		return 0, err
	}
	site = &server{pages: pages}
	socket := httptest.NewServer(site)
	defer socket.Close()
	site.URL = socket.URL

	path, err := chromium()
	if err != nil {
		return 0, err
	}
	ctx, stop, err := start(path)
	defer stop()
	if err != nil {
		return 0, err
	}
	chrome = ctx
	return m.Run(), nil
}
