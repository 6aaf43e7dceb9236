// Command edge is Glyphlab's server as a Cloudflare Worker, built with
// GOOS=js GOARCH=wasm. Built for this machine it serves the same on PORT, for
// a look at it without Cloudflare's runtime.
package main

import (
	"log"
	"net/http"

	"github.com/syumai/workers"

	"glyphlab/assets"
	"glyphlab/serve"
)

func main() {
	server, err := serve.New(serve.Config{Built: assets.Built()})
	if err != nil {
		log.Fatal(err)
	}
	workers.Serve(uncompressed(server))
}

// uncompressed has everything sent as it is: Cloudflare compresses what it
// sends on, and would compress again what came compressed.
func uncompressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Accept-Encoding")
		next.ServeHTTP(w, r)
	})
}
