package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"glyphlab/assets/packed"
)

// A source is a file as it was found.
type source struct {
	name   string
	data   []byte
	refers bool   // names in braces in it stand for addresses
	brotli []byte // data compressed, if it came so
}

// A file is a source with its address, and with the addresses of others in
// the place of their names.
type file struct {
	packed.File
	data   []byte
	brotli []byte
}

// staying are the files with an address that stays: the page itself, and the
// script that keeps it, by whose address browsers know it again.
var staying = map[string]string{
	"index.html": "/",
	"service.js": "/service.js",
}

// References that stand for more than one file.
const (
	allFiles  = "files" // the addresses under /built/, as strings in a list of JavaScript's or JSON's
	wholeName = "build" // a hash of all files
)

// builtRoot is above what the page consists of.
const builtRoot = "/built/"

// hashDigits of the content's SHA-256 are in an address: 48 bits, so that two
// builds of a file never share one.
const hashDigits = 12

// Types that Go's mime package does not know alike on every machine.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".glyphs":      "application/octet-stream",
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".weights":     "application/octet-stream",
}

// address gives every source its address. A file's address depends on its
// content and so on the addresses of the files it names; those come first.
// The files are returned in the order of their names.
func address(sources []source) ([]file, error) {
	a := addressing{
		sources: map[string]source{},
		files:   map[string]file{},
	}
	for _, s := range sources {
		if _, twice := a.sources[s.name]; twice {
			return nil, fmt.Errorf("there are two files called %s", s.name)
		}
		a.sources[s.name] = s
	}
	files := make([]file, 0, len(sources))
	for _, s := range sources {
		f, err := a.file(s.name, nil)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

type addressing struct {
	sources map[string]source
	files   map[string]file // those that have their address
}

// resolve returns what a reference stands for. An address that stays is known
// before the file is, so that the file may name those that name it.
func (a *addressing) resolve(reference string, waiting []string) (string, error) {
	switch stays, fixed := staying[reference]; {
	case reference == allFiles, reference == wholeName:
		return a.whole(reference, waiting)
	case !fixed:
		f, err := a.file(reference, waiting)
		return f.Address, err
	case a.sources[reference].name == "":
		return "", a.missing(reference, waiting)
	default:
		return stays, nil
	}
}

// whole returns what stands for all files but the one that names them.
func (a *addressing) whole(reference string, waiting []string) (string, error) {
	var addresses []string
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(a.sources)) {
		if name == waiting[len(waiting)-1] {
			sum.Write(a.sources[name].data)
			continue
		}
		f, err := a.file(name, waiting)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %s\n", f.Address, f.SHA256)
		if strings.HasPrefix(f.Address, builtRoot) {
			addresses = append(addresses, strconv.Quote(f.Address))
		}
	}
	if reference == wholeName {
		return hex.EncodeToString(sum.Sum(nil))[:hashDigits], nil
	}
	return strings.Join(addresses, ", "), nil
}

func (a *addressing) missing(name string, waiting []string) error {
	return fmt.Errorf("%s names {{%s}}, and there is no such file", waiting[len(waiting)-1], name)
}

var reference = regexp.MustCompile(`\{\{\s*([\w.-]+)\s*\}\}`)

// file returns the file of that name; waiting are the files that name it,
// each named by the one before, and whose addresses wait for it.
func (a *addressing) file(name string, waiting []string) (file, error) {
	if f, done := a.files[name]; done {
		return f, nil
	}
	s, ok := a.sources[name]
	if !ok {
		return file{}, a.missing(name, waiting)
	}
	if i := slices.Index(waiting, name); i >= 0 {
		return file{}, fmt.Errorf("the files name each other in a circle: %s", strings.Join(append(waiting[i:], name), " → "))
	}
	kind, ok := types[path.Ext(name)]
	if !ok {
		return file{}, fmt.Errorf("%s: no type is known for %q; add it to pack's list", name, path.Ext(name))
	}
	data := s.data
	if s.refers {
		var problem error
		data = reference.ReplaceAllFunc(data, func(match []byte) []byte {
			text, err := a.resolve(string(reference.FindSubmatch(match)[1]), append(waiting, name))
			if err != nil && problem == nil {
				problem = err
			}
			return []byte(text)
		})
		if problem != nil {
			return file{}, problem
		}
	}
	sum := sha256.Sum256(data)
	f := file{data: data, brotli: s.brotli, File: packed.File{
		Name:   name,
		Type:   kind,
		Size:   int64(len(data)),
		SHA256: hex.EncodeToString(sum[:]),
	}}
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + f.SHA256[:hashDigits] + ext
	f.Stored = hashed + ".br"
	stays, fixed := staying[name]
	switch {
	case fixed:
		f.Address = stays
	case ext == ".glyphs", ext == ".weights":
		f.Address, f.Immutable = "/data/"+hashed, true
	default:
		f.Address, f.Immutable = builtRoot+hashed, true
	}
	a.files[name] = f
	return f, nil
}
