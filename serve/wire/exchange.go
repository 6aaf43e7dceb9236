package wire

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/valyala/fasthttp"
)

// An Exchange is a request and what was answered to it.
type Exchange struct {
	Method, Path string
	From         net.Addr
	Status       int
	Sent         int64         // bytes of the body
	Encoding     string        // Content-Encoding
	Took         time.Duration // until the last byte was handed on
}

// answered tells of an answer of which so many bytes were sent.
func (s *Server) answered(ctx *fasthttp.RequestCtx, sent int64) {
	if s.config.Answered == nil {
		return
	}
	if ctx.IsHead() {
		sent = 0
	}
	s.config.Answered(Exchange{
		Method:   string(ctx.Method()),
		Path:     string(ctx.Path()),
		From:     ctx.RemoteAddr(),
		Status:   ctx.Response.StatusCode(),
		Sent:     sent,
		Encoding: string(ctx.Response.Header.ContentEncoding()),
		Took:     time.Since(ctx.Time()),
	})
}

// log writes one line, at the level debug.
func (e *Exchange) log(log *slog.Logger) {
	log.LogAttrs(context.Background(), slog.LevelDebug, "request",
		slog.String("method", e.Method),
		slog.String("path", e.Path),
		slog.Int("status", e.Status),
		slog.Int64("bytes", e.Sent),
		slog.String("encoding", e.Encoding),
		slog.Duration("took", e.Took),
		slog.Any("from", e.From))
}

// complaints are fasthttp's about connections.
type complaints struct{ log *slog.Logger }

func (c complaints) Printf(format string, args ...any) {
	if c.log != nil {
		c.log.Warn(fmt.Sprintf(format, args...))
	}
}
