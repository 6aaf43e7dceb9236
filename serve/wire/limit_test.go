package wire

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"testing"

	"glyphlab/serve/servetest"
	"glyphlab/serve/site"
)

func listening(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestNoMoreConnectionsThanAllowedAreOpen(t *testing.T) {
	l := limit(listening(t), 1)
	defer l.Close()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	defer dial().Close()
	defer dial().Close()
	first, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	second := make(chan net.Conn)
	go func() {
		c, _ := l.Accept()
		second <- c
	}()
	select {
	case <-second:
		t.Fatal("two connections are open, want one")
	default:
	}
	first.Close()
	l.leave()
	c := <-second
	if c == nil {
		t.Fatal("the second connection was not accepted when the first had ended")
	}
	c.Close()
}

func TestClosingEndsTheWaitForAPlace(t *testing.T) {
	l := limit(listening(t), 1)
	l.places <- struct{}{} // taken
	ended := make(chan error)
	go func() {
		_, err := l.Accept()
		ended <- err
	}()
	l.Close()
	if err := <-ended; err == nil {
		t.Error("a connection was accepted")
	}
}

// A poor listener has no file left for the first connections.
type poor struct {
	net.Listener
	fails int
}

func (l *poor) Accept() (net.Conn, error) {
	if l.fails > 0 {
		l.fails--
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}

func TestWithoutAFileLeftTheServerGoesOn(t *testing.T) {
	url := serving(t, &poor{listening(t), 3}, site.Config{Files: []site.File{text("/", "page")}}, Config{})
	if got := servetest.Ask(t, "GET", url, nil); string(got.Body) != "page" {
		t.Errorf("%q is answered", got.Body)
	}
}

// A watched connection notes the files that are given to it to send.
type watched struct {
	*net.TCPConn
	files *atomic.Int64
}

func (c watched) ReadFrom(r io.Reader) (int64, error) {
	if part, ok := r.(*io.LimitedReader); ok {
		if _, ok := part.R.(*os.File); ok {
			c.files.Add(1)
		}
	}
	return c.TCPConn.ReadFrom(r)
}

type watching struct {
	net.Listener
	files atomic.Int64
}

func (l *watching) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return watched{c.(*net.TCPConn), &l.files}, nil
}

func TestFilesAreLeftToTheKernelToSend(t *testing.T) {
	folder, large := t.TempDir(), make([]byte, 1<<20)
	const name = "0123456789abcdef.glyphs"
	for _, n := range []string{name, name + ".br"} {
		if err := os.WriteFile(folder+"/"+n, large, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	l := &watching{Listener: listening(t)}
	url := serving(t, l, site.Config{Shards: os.DirFS(folder)}, Config{})
	for i, accept := range []string{"identity", "br"} {
		r, err := http.NewRequest("GET", url+"/data/"+name, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", accept)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if n != int64(len(large)) || err != nil {
			t.Errorf("%d bytes, want %d: %v", n, len(large), err)
		}
		if files := l.files.Load(); files != int64(i+1) {
			t.Errorf("%d files were given to the connection after %d requests (%s)", files, i+1, accept)
		}
	}
}

func TestAListenerIsClosedOnce(t *testing.T) {
	l := limit(listening(t), 1)
	for range 2 {
		if err := l.Close(); err != nil {
			t.Errorf("closing it: %v", err)
		}
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed listener accepts: %v", err)
	}
}
