package wire

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// A limited listener accepts no more than so many connections at a time;
// others wait in the kernel until one leaves.
type limited struct {
	net.Listener
	places chan struct{}
	ended  chan struct{}
	end    sync.Once
}

func limit(l net.Listener, connections int) *limited {
	return &limited{Listener: l, places: make(chan struct{}, connections), ended: make(chan struct{})}
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.ended:
		return nil, net.ErrClosed
	}
	for wait := shortestWait; ; wait = min(2*wait, longestWait) {
		c, err := l.Listener.Accept()
		if err == nil {
			return c, nil
		}
		if !outOfFiles(err) {
			l.leave()
			return nil, err
		}
		// Nothing tells when the system has one again.
		select {
		case <-time.After(wait):
		case <-l.ended:
		}
	}
}

// Between two tries to accept a connection while the system has no file for it.
const (
	shortestWait = 5 * time.Millisecond
	longestWait  = time.Second
)

// outOfFiles says whether this program, or the system, has as many files open
// as it may. A server goes on with those that it has.
func outOfFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// leave gives up the place of a connection that was accepted.
func (l *limited) leave() { <-l.places }

// Close closes the listener. Once more is no error: a server that shuts down
// closes what may have been closed before, so that nobody new came.
func (l *limited) Close() error {
	l.end.Do(func() { close(l.ended) })
	if err := l.Listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
