// Package wire speaks HTTP/1.1 for the native server: fasthttp's connections
// around the site's handler. What is in memory goes from there to the
// connection; every other request becomes one of net/http's, whose answer the
// handler gives and this package sends, files by way of the kernel.
//
// Fasthttp takes about half of the processors' time that net/http does for a
// small file, which is what the page mostly consists of (make bench-serve).
package wire

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"glyphlab/serve/site"
)

const (
	headerTime = 10 * time.Second // for a request to arrive
	idleTime   = 2 * time.Minute  // between two requests on one connection
	bodyBytes  = 64 << 10         // of a request; nothing here wants any
)

// HeaderBytes is how long a request's head may be.
const HeaderBytes = 8 << 10

// A Config says what a server answers.
type Config struct {
	Site *site.Site
	// Handler answers what the site has not ready: the site itself, perhaps
	// with something beside it.
	Handler http.Handler
	// Connections are how many may be open at a time, others wait; 0 is as
	// many as come.
	Connections int
	// Opened is told of every connection, 1 and later -1; Answered of every
	// answer. Either may be nil.
	Opened   func(change float64)
	Answered func(Exchange)
	// Log is told of every answer, at the level debug, and of what goes wrong
	// with connections. Nil logs nothing.
	Log *slog.Logger
}

// A Server answers on connections.
type Server struct {
	config   Config
	fast     fasthttp.Server
	listener atomic.Pointer[limited]
	heads    sync.Map // of *site.Ready, each a *fasthttp.ResponseHeader
	refused  sync.Map // of net.Conn, each the same connection once more: see holdOpen
}

// New returns a server that has no connections yet.
func New(config Config) *Server {
	s := &Server{config: config}
	if config.Connections == 0 {
		s.config.Connections = fasthttp.DefaultConcurrency
	}
	if log := config.Log; log != nil && log.Enabled(context.Background(), slog.LevelDebug) {
		s.config.Answered = func(e Exchange) {
			e.log(log)
			if config.Answered != nil {
				config.Answered(e)
			}
		}
	}
	s.fast = fasthttp.Server{
		Handler:                      s.answer,
		ErrorHandler:                 s.refuse,
		ConnState:                    s.count,
		ReadTimeout:                  headerTime,
		IdleTimeout:                  idleTime,
		ReadBufferSize:               HeaderBytes,
		MaxRequestBodySize:           bodyBytes,
		NoDefaultServerHeader:        true,
		NoDefaultContentType:         true,
		DisablePreParseMultipartForm: true,
		Logger:                       complaints{config.Log},
		// The listener counts. A place is given up before fasthttp has done
		// with it, so that there may be twice as many for a moment.
		Concurrency: 2 * s.config.Connections,
		// Writing is bounded by what is sent, see site.Deadline.
	}
	return s
}

// Serve answers on the listener's connections until [Server.Shutdown]. It is
// called once.
func (s *Server) Serve(l net.Listener) error {
	s.listener.Store(limit(l, s.config.Connections))
	return s.fast.Serve(s.listener.Load())
}

// count takes note of connections that come and go; these may have to be parted
// from.
func (s *Server) count(c net.Conn, state fasthttp.ConnState) {
	change := 0.0
	switch state {
	case fasthttp.StateNew:
		change = 1
	case fasthttp.StateClosed:
		change = -1
		s.part(c)
		s.listener.Load().leave()
	}
	if change != 0 && s.config.Opened != nil {
		s.config.Opened(change)
	}
}

// Shutdown closes the listener and idle connections, and waits until what is
// being sent has arrived, or ctx is done.
func (s *Server) Shutdown(ctx context.Context) error { return s.fast.ShutdownWithContext(ctx) }
