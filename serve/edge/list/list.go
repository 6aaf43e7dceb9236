// Package list is what the bundle tells the program at the edge of the files
// beside it: enough to answer without opening one.
package list

import "glyphlab/serve/site"

// A File is one file that is served, in every encoding that there is of it.
type File struct {
	Address   string                `json:"address"`
	Type      string                `json:"type"`
	Immutable bool                  `json:"immutable"`
	Tag       string                `json:"tag"`
	Sizes     [site.Encodings]int64 `json:"sizes"` // bytes; 0: not in that encoding
}

// Path returns where the folder has the file of that address in that
// encoding, relative to the folder.
func Path(address string, form site.Encoding) string {
	if address == site.Front {
		address = "/index.html"
	}
	return address[1:] + [site.Encodings]string{site.Brotli: ".br", site.Gzip: ".gz"}[form]
}
