package wire

import (
	"io"
	"net/http"
	"time"

	"github.com/valyala/fasthttp"
)

// An answer takes what a handler of net/http answers. What the handler writes
// is kept until it returns; content that is copied to it, as
// [http.ServeContent] does, is sent from where it is after that.
type answer struct {
	ctx     *fasthttp.RequestCtx
	header  http.Header
	written bool // the header
	body    *body
	content io.Closer // of the body
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.written {
		return
	}
	a.written = true
	a.ctx.SetStatusCode(status)
	for name, values := range a.header {
		for _, value := range values {
			a.ctx.Response.Header.Add(name, value)
		}
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.ctx.Response.AppendBody(p)
	return len(p), nil
}

// ReadFrom is how [io.CopyN], and so [http.ServeContent], sends a part of a
// file.
func (a *answer) ReadFrom(r io.Reader) (int64, error) {
	part, ok := r.(*io.LimitedReader)
	if !ok || a.content == nil || a.body != nil {
		return io.Copy(writeOnly{a}, r)
	}
	a.WriteHeader(http.StatusOK)
	sent := part.N
	a.body = &body{content: part.R, size: int(sent), close: a.content.Close}
	part.N = 0
	return sent, nil
}

// writeOnly hides the other methods from [io.Copy].
type writeOnly struct{ io.Writer }

// CloseLater makes the answer close the content; see [site.Later].
func (a *answer) CloseLater(content io.Closer) { a.content = content }

// SetWriteDeadline is what [http.ResponseController] asks for.
func (a *answer) SetWriteDeadline(t time.Time) error { return a.ctx.SetWriteDeadline(t) }

// close closes content of which nothing is sent.
func (a *answer) close() {
	if a.content != nil && a.body == nil {
		a.content.Close()
	}
}

func (a *answer) restart() bool {
	if a.content != nil {
		a.content.Close()
	}
	a.ctx.Response.Reset()
	*a = answer{ctx: a.ctx, header: http.Header{}}
	return true
}

// A body is content that is sent after the request was handled.
type body struct {
	content io.Reader
	size    int          // bytes of it to send; -1 is all that comes
	close   func() error // nil if nothing is to be closed
	ended   func(sent int64)
	sent    int64
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.content.Read(p)
	b.sent += int64(n)
	return n, err
}

// WriteTo leaves it to w, where that is a connection and this a file, to have
// the kernel send it.
func (b *body) WriteTo(w io.Writer) (int64, error) {
	content := b.content
	if b.size >= 0 {
		content = &io.LimitedReader{R: content, N: int64(b.size) - b.sent}
	}
	n, err := io.Copy(w, content)
	b.sent += n
	return n, err
}

// Close is called when all has been sent, or no more can be.
func (b *body) Close() error {
	var err error
	if b.close != nil {
		err = b.close()
	}
	b.ended(b.sent)
	return err
}
