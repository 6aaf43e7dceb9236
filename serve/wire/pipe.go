package wire

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/valyala/fasthttp"
)

// severalRanges says whether the request asks for several parts of a file.
// [http.ServeContent] puts them together while it sends them.
func severalRanges(r *http.Request) bool { return strings.Contains(r.Header.Get("Range"), ",") }

// pipe has the handler answer while what it has answered so far is being sent,
// whatever the length of that.
func (s *Server) pipe(ctx *fasthttp.RequestCtx, r *http.Request) {
	from, to := io.Pipe()
	a := &piped{answer: answer{ctx: ctx, header: http.Header{}}, to: to, begun: make(chan struct{})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.call(a, r)
		a.close()
		to.Close()
	}()
	<-a.begun
	size := -1
	if a.header.Get("Content-Length") != "" {
		size = ctx.Response.Header.ContentLength()
	}
	s.sendLater(ctx, &body{content: from, size: size, close: func() error {
		from.Close() // the handler writes in vain, if it still does
		<-ended      // it reads the request, which is used again
		return nil
	}})
}

// A piped answer is sent while it is written.
type piped struct {
	answer
	to    *io.PipeWriter
	begun chan struct{} // closed when the header is written
}

func (a *piped) WriteHeader(status int) {
	if a.written {
		return
	}
	a.answer.WriteHeader(status)
	close(a.begun)
}

func (a *piped) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.to.Write(p)
}

func (a *piped) ReadFrom(r io.Reader) (int64, error) { return io.Copy(writeOnly{a}, r) }

func (a *piped) restart() bool {
	if a.written {
		a.to.CloseWithError(errBroken)
		return false
	}
	return a.answer.restart()
}

var errBroken = errors.New("the answer broke off")
