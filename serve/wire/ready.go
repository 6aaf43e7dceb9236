package wire

import (
	"bytes"
	"strings"

	"github.com/valyala/fasthttp"

	"glyphlab/serve/site"
)

// smallBytes are as much of an answer as is taken to have been sent when it
// has been handed over.
const smallBytes = 64 << 10

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
