// Package wire speaks HTTP/1.1 for the native server: fasthttp's connections
// around the site's handler. What is in memory goes from there to the
// connection; every other request becomes one of net/http's, whose answer the
// handler gives and this package sends, files by way of the kernel.
//
// Fasthttp takes about half of the processors' time that net/http does for a
// small file, which is what the page mostly consists of (make bench-serve).
package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"glyphlab/serve/site"
)

const (
	headerTime = 10 * time.Second // for a request to arrive
	idleTime   = 2 * time.Minute  // between two requests on one connection
	bodyBytes  = 64 << 10         // of a request; nothing here wants any
	smallBytes = 64 << 10         // of a file that is sent at once, or soon
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

// count takes note of connections that come and go.
func (s *Server) count(_ net.Conn, state fasthttp.ConnState) {
	change := 0.0
	switch state {
	case fasthttp.StateNew:
		change = 1
	case fasthttp.StateClosed:
		change = -1
		s.listener.Load().leave()
	}
	if change != 0 && s.config.Opened != nil {
		s.config.Opened(change)
	}
}

// Shutdown closes the listener and idle connections, and waits until what is
// being sent has arrived, or ctx is done.
func (s *Server) Shutdown(ctx context.Context) error { return s.fast.ShutdownWithContext(ctx) }

// answer answers one request.
func (s *Server) answer(ctx *fasthttp.RequestCtx) {
	ready := s.ready(ctx)
	if ready == nil {
		s.handle(ctx)
		return
	}
	s.headOf(ready).CopyTo(&ctx.Response.Header)
	ctx.SetWriteDeadline(site.Deadline(int64(len(ready.Body))))
	if len(ready.Body) > smallBytes {
		s.sendLater(ctx, &body{content: bytes.NewReader(ready.Body), size: len(ready.Body)})
		return
	}
	ctx.Response.SetBodyRaw(ready.Body)
	s.answered(ctx, int64(len(ready.Body)))
}

// headOf returns the head of an answer, which is made and checked once.
func (s *Server) headOf(ready *site.Ready) *fasthttp.ResponseHeader {
	if made, ok := s.heads.Load(ready); ok {
		return made.(*fasthttp.ResponseHeader)
	}
	head := new(fasthttp.ResponseHeader)
	for _, h := range ready.Headers {
		head.Add(h.Name, h.Value)
	}
	s.heads.Store(ready, head)
	return head
}

// ready returns what the site has ready for the request; nil if it has nothing.
func (s *Server) ready(ctx *fasthttp.RequestCtx) *site.Ready {
	if !ctx.IsGet() {
		return nil
	}
	request := &ctx.Request.Header
	for _, name := range site.Conditional {
		if request.Peek(name) != nil {
			return nil
		}
	}
	address, _, _ := strings.Cut(string(request.RequestURI()), "?")
	var fields [1]string
	accept := fields[:0]
	for _, field := range request.PeekAll("Accept-Encoding") {
		accept = append(accept, string(field))
	}
	return s.config.Site.Ready(address, accept)
}

// handle has net/http's handler answer the request.
func (s *Server) handle(ctx *fasthttp.RequestCtx) {
	r := new(http.Request)
	if err := fasthttpadaptor.ConvertRequest(ctx, r, true); err != nil {
		s.refuse(ctx, err)
		return
	}
	if severalRanges(r) {
		s.pipe(ctx, r)
		return
	}
	a := &answer{ctx: ctx, header: http.Header{}}
	s.call(a, r)
	if a.body == nil {
		a.close()
		s.answered(ctx, int64(len(ctx.Response.Body())))
		return
	}
	s.sendLater(ctx, a.body)
}

// call calls the handler. What goes wrong in it is this request's misfortune
// and no other's.
func (s *Server) call(a restarter, r *http.Request) {
	defer func() {
		p := recover()
		if p == nil {
			a.WriteHeader(http.StatusOK) // unless it has been written
			return
		}
		if s.config.Log != nil {
			s.config.Log.Error("a request could not be answered", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
		}
		if a.restart() {
			site.Refuse(a, http.StatusInternalServerError, "This went wrong on the server; its log says how.")
		}
	}()
	s.config.Handler.ServeHTTP(a, r)
}

// A restarter can forget what was answered, unless that is on its way.
type restarter interface {
	http.ResponseWriter
	restart() bool
}

// refuse answers what cannot be read as a request. Where none came, or not all
// of one in time, nothing is said: browsers open connections for later, and
// would take the words for an answer to what they ask then.
func (s *Server) refuse(ctx *fasthttp.RequestCtx, err error) {
	var broken net.Error
	if errors.As(err, &broken) {
		ctx.Conn().Close()
		return
	}
	status, words := http.StatusBadRequest, "This is no request that can be understood."
	var long *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &long):
		status, words = http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("The head of a request may have %d bytes.", HeaderBytes)
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		status, words = http.StatusRequestEntityTooLarge, "Nothing here takes what is sent to it."
	}
	site.Refuse(&answer{ctx: ctx, header: http.Header{}}, status, words)
	s.answered(ctx, int64(len(ctx.Response.Body())))
}

// sendLater leaves a body to be sent after the request was handled.
func (s *Server) sendLater(ctx *fasthttp.RequestCtx, b *body) {
	b.ended = func(sent int64) { s.answered(ctx, sent) }
	ctx.Response.SetBodyStream(b, b.size)
}
