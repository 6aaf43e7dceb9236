// Package assets holds everything that a browser is given, inside the program:
// the page, its programs and scripts, and the bundled data set, each
// compressed with brotli.
//
//	page/           the page's sources, written by hand
//	makeglyphs/     the program that draws the bundled data set
//	open.glyphs.br  the bundled data set; CREDITS.md says of which typefaces
//	pack/           the program that makes built of these
//	built/          what is embedded and served; not in the repository
//	packed/         what the files in built are
package assets

import (
	"embed"
	"io/fs"
)

// The folder is kept in the repository, so that a checkout in which nothing
// was built yet compiles too.
//
//go:embed all:built
var built embed.FS

// Built returns the folder that pack filled when this program was built: the
// list packed.ListName and the files it names. It is without a list where
// nothing was packed.
func Built() fs.FS {
	folder, err := fs.Sub(built, "built")
	if err != nil {
		panic(err) // the name is a constant, and valid
	}
	return folder
}
