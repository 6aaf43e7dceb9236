package wire

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"glyphlab/serve/site"
)

// BenchmarkReady asks for a small file again and again on one connection.
func BenchmarkReady(b *testing.B) {
	text := strings.Repeat("a script, ", 375)
	form := func() (site.Content, error) { return site.Memory([]byte(text)), nil }
	s := site.New(site.Config{Files: []site.File{{Address: "/", Type: "text/javascript", Tag: "1", Forms: [site.Encodings]site.Form{site.Brotli: form, site.Identity: form}}}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := New(Config{Site: s, Handler: s, Answered: func(Exchange) {}})
	go server.Serve(listener)
	defer server.Shutdown(b.Context())
	c, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	answers := bufio.NewReader(c)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n"); err != nil {
			b.Fatal(err)
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, answer.Body); n != int64(len(text)) || err != nil {
			b.Fatal(n, err)
		}
	}
}
