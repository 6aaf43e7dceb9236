//go:build js

package main

import (
	"fmt"
	"net/http"
	"syscall/js"

	"github.com/syumai/workers/cloudflare"

	"glyphlab/serve/edge/list"
	"glyphlab/serve/site"
)

// assetFile is a file of the page. It is fetched only if its bytes are sent.
func assetFile(assets js.Value, f list.File) site.File {
	served := site.File{Address: f.Address, Type: f.Type, Immutable: f.Immutable, Tag: f.Tag}
	for form, size := range f.Sizes {
		if size == 0 {
			continue
		}
		name := list.Path(f.Address, site.Encoding(form))
		served.Forms[form] = func() (site.Content, error) {
			return &file{
				name: name,
				size: size,
				stream: func(offset, length int64) (js.Value, error) {
					whole, err := fetchAsset(assets, name)
					if err != nil || offset == 0 && length == size {
						return whole, err
					}
					return cloudflare.GetBinding("part").Invoke(whole, offset, length), nil
				},
			}, nil
		}
	}
	return served
}

func fetchAsset(assets js.Value, name string) (js.Value, error) {
	// Assets have no host; the binding looks at the path alone.
	answer, err := await(assets.Call("fetch", "https://assets/"+name))
	if err != nil {
		return js.Value{}, err
	}
	if status := answer.Get("status").Int(); status != http.StatusOK {
		return js.Value{}, fmt.Errorf("the assets have no %s (status %d, want 200); deploy the whole folder that make edge made", name, status)
	}
	return answer.Get("body"), nil
}
