package wire

import (
	"io"
	"net"
	"time"
)

// For how long, and for how many bytes, a client that was refused is listened
// to before its connection is closed.
const (
	partingTime  = 500 * time.Millisecond
	partingBytes = 256 << 10
)

// holdOpen keeps a refused client's connection open when fasthttp closes it,
// until [Server.part]. One that is closed while there is more to be read from it
// is reset, and the client may lose the answer that was on its way. Where that
// cannot be done, it is closed like any other. (Connections are not wrapped
// instead, as fasthttp sends a head and its body at once over TCP's own alone.)
func (s *Server) holdOpen(c net.Conn) {
	tcp, ok := c.(*net.TCPConn)
	if _, held := s.refused.Load(c); held || !ok {
		return
	}
	file, err := tcp.File()
	if err != nil {
		return
	}
	defer file.Close()
	if same, err := net.FileConn(file); err == nil {
		s.refused.Store(c, same)
	}
}

// part ends a connection that fasthttp has closed. A client that was refused is
// told that no more will come, and heard out.
func (s *Server) part(c net.Conn) {
	same, ok := s.refused.LoadAndDelete(c)
	if !ok {
		return
	}
	tcp := same.(*net.TCPConn)
	defer tcp.Close()
	if tcp.CloseWrite() == nil && tcp.SetReadDeadline(time.Now().Add(partingTime)) == nil {
		io.Copy(io.Discard, io.LimitReader(tcp, partingBytes)) // an error is its end, too
	}
}
