package main

import (
	"net"
	"sync"
)

// A limited listener has no more than so many connections open at a time;
// others wait in the kernel until one ends. Its connections are TCP's own, so
// that the kernel sends files over them; golang.org/x/net/netutil's are not.
type limited struct {
	net.Listener
	places chan struct{}
	ended  chan struct{}
	end    sync.Once
	opened func(change float64) // is told of every connection: 1 and later -1
}

func limit(l net.Listener, connections int, opened func(float64)) *limited {
	return &limited{
		Listener: l,
		places:   make(chan struct{}, connections),
		ended:    make(chan struct{}),
		opened:   opened,
	}
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.ended:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	l.opened(1)
	leave := sync.OnceFunc(func() {
		l.opened(-1)
		<-l.places
	})
	if tcp, ok := c.(*net.TCPConn); ok {
		return &tcpPlace{tcp, leave}, nil
	}
	return &place{c, leave}, nil
}

// Close closes the listener. Once more is no error: a server that shuts down
// closes what may have been closed before, so that nobody new came.
func (l *limited) Close() (err error) {
	l.end.Do(func() {
		close(l.ended)
		err = l.Listener.Close()
	})
	return err
}

// A tcpPlace is a connection that counts; it has all that TCP's have.
type tcpPlace struct {
	*net.TCPConn
	leave func()
}

func (c *tcpPlace) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}

type place struct {
	net.Conn
	leave func()
}

func (c *place) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
