//go:build js

// Command edge is Glyphlab's server as a Cloudflare Worker: package site, with
// the page's files in the binding ASSETS and the data folder in the R2 bucket
// DATA. The bundle lists the files in FILES; ORIGINS names, between spaces, the
// origins whose pages may read the data.
//
// It is started by the first request to reach a machine of Cloudflare's, which
// waits for it, and answers all that follow there. So it does as little as it
// can before, and no request waits for what another one waits for: Cloudflare
// ties whatever is under way to the request that began it.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"strings"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"glyphlab/serve/edge/list"
	"glyphlab/serve/site"
)

func main() {
	config := site.Config{
		Origins: strings.Fields(cloudflare.Getenv("ORIGINS")),
		Failed: func(r *http.Request, err error) {
			log.Printf("%s could not be sent: %v", r.URL.Path, err)
		},
	}
	var listed []list.File
	if err := json.Unmarshal([]byte(cloudflare.Getenv("FILES")), &listed); err != nil {
		log.Fatalf("FILES is no list as make edge writes it; build and deploy again: %v", err)
	}
	assets := cloudflare.GetBinding("ASSETS")
	for _, f := range listed {
		config.Files = append(config.Files, assetFile(assets, f))
	}
	if data := cloudflare.GetBinding("DATA"); data.Truthy() {
		config.Shards = bucket{data}
	}
	workers.Serve(adapted(site.New(config)))
}
