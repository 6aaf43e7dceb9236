package wire

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// For how long, and for how many bytes, a client that was refused is listened
// to before its connection is closed.
const (
	partingTime  = 500 * time.Millisecond
	partingBytes = 256 << 10
)

// A parting connection lets a client that was refused read why. One that is
// closed while there is more to be read from it is reset, and the client may
// lose the answer that was on its way. So it is told that no more will come,
// and heard out.
type parting struct {
	duplex
	refused atomic.Bool
}

// A duplex is what a connection over TCP can do: send files by way of the
// kernel, and end one of its two directions.
type duplex interface {
	net.Conn
	io.ReaderFrom
	CloseWrite() error
}

// part has the connection closed as a parting one, if it can be.
func part(c net.Conn) net.Conn {
	if d, ok := c.(duplex); ok {
		return &parting{duplex: d}
	}
	return c
}

// refused makes note that the client is told why it gets no answer.
func refused(c net.Conn) {
	if p, ok := c.(*parting); ok {
		p.refused.Store(true)
	}
}

// Close closes the connection; of a client that was refused after it has
// closed its own end, or was given time for it.
func (c *parting) Close() error {
	if c.refused.Load() && c.CloseWrite() == nil && c.SetReadDeadline(time.Now().Add(partingTime)) == nil {
		io.Copy(io.Discard, io.LimitReader(c, partingBytes)) // an error is its end, too
	}
	return c.duplex.Close()
}
