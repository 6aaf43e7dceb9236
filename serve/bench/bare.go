package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
)

// serveBare serves what the server at url answers for the addresses, with the
// same headers, by no more than net/http takes: what a handler can reach there.
// It says where it is, and does not return.
func serveBare(url string, addresses []string) error {
	type answer struct {
		header http.Header
		body   []byte
	}
	answers := map[string]answer{}
	for _, address := range addresses {
		r, err := http.NewRequest(http.MethodGet, url+address, nil)
		if err != nil {
			return err
		}
		r.Header.Set("Accept-Encoding", "br")
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(got.Body)
		got.Body.Close()
		if err != nil {
			return err
		}
		got.Header.Del("Date") // the server's own business
		answers[address] = answer{got.Header, body}
	}
	place, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(says + "http://" + place.Addr().String())
	return http.Serve(place, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answers[r.URL.Path]
		h := w.Header()
		for name, values := range a.header {
			h[name] = values
		}
		w.Write(a.body)
	}))
}
