package wire

import (
	"errors"
	"net"
	"sync"
)

// A limited listener accepts no more than so many connections at a time;
// others wait in the kernel until one leaves. They are the inner listener's
// own, so that a server knows what they can do.
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
	c, err := l.Listener.Accept()
	if err != nil {
		l.leave()
		return nil, err
	}
	return c, nil
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
