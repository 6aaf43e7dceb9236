package wire

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"glyphlab/serve/site"
)

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
	s.holdOpen(ctx.Conn())
	site.Refuse(&answer{ctx: ctx, header: http.Header{}}, status, words)
	s.answered(ctx, int64(len(ctx.Response.Body())))
}

// sendLater leaves a body to be sent after the request was handled.
func (s *Server) sendLater(ctx *fasthttp.RequestCtx, b *body) {
	b.ended = func(sent int64) { s.answered(ctx, sent) }
	ctx.Response.SetBodyStream(b, b.size)
}
