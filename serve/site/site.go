// Package site answers requests for files: the one [http.Handler] of the
// native server and of Cloudflare's workers. It links what answering needs and
// nothing else, as at the edge the program starts anew for every request.
//
// Addresses are looked up whole in a table that is made at the start. A name
// under /data/ that is not in it is looked up in the data folder, if it has the
// form of a shard's name; no other request's path becomes the name of a file.
package site

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

// Addresses that have a meaning of their own.
const (
	Front    = "/"                   // the page
	DataRoot = "/data/"              // above every data set and shard
	Manifest = "/data/manifest.json" // the list of data sets
	Shards   = "/data/shards.json"   // the data folder's manifest.json
	Health   = "/healthz"            // "ok" while the server answers
)

// A Config says what is served.
type Config struct {
	Files []File
	// Shards is the data folder: files named by their content (see [shard]),
	// each beside its form compressed with brotli (.br), and their
	// manifest.json. Its files can seek. Nil: none.
	Shards fs.FS
	// Origins are those whose pages may read what is under /data/, such as
	// https://example.org; "*" is every one.
	Origins []string
	// Failed is told of what could not be read for an answer; it may be nil.
	Failed func(*http.Request, error)
}

// A Site answers requests. It is safe for concurrent use.
type Site struct {
	files   map[string]*File // by address
	shards  fs.FS
	origins origins
	failed  func(*http.Request, error)
}

// New returns the site of config. Of two files at one address the first is
// served.
func New(config Config) *Site {
	s := &Site{
		files:   make(map[string]*File, len(config.Files)),
		shards:  config.Shards,
		origins: config.Origins,
		failed:  config.Failed,
	}
	for i := range config.Files {
		f := &config.Files[i]
		if _, taken := s.files[f.Address]; !taken {
			f.prepare()
			s.files[f.Address] = f
		}
	}
	if s.shards != nil {
		s.files[Shards] = shardList(s.shards)
	}
	return s
}

// ServeHTTP answers one request. It bounds the time that the answer may take
// by the length of what is sent, so that a large file reaches a slow reader
// and a reader that has stopped does not stay for ever.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	policy.set(h)
	path := r.URL.Path
	if strings.HasPrefix(path, DataRoot) && len(s.origins) > 0 {
		if s.origins.admit(h, r) {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	file := s.find(path)
	switch {
	case file == nil && path != Health:
		refuse(w, http.StatusNotFound, "There is nothing at this address.")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "This can be read (GET, HEAD) and nothing else.")
	case file == nil:
		sayHealthy(w)
	default:
		s.send(w, r, file)
	}
}

// find returns the file at the address, which may turn out not to be there
// only when it is opened; nil if nothing can be.
func (s *Site) find(address string) *File {
	if f := s.files[address]; f != nil || s.shards == nil {
		return f
	}
	if name, ok := strings.CutPrefix(address, DataRoot); ok {
		return shard(s.shards, name)
	}
	return nil
}

func (s *Site) send(w http.ResponseWriter, r *http.Request, f *File) {
	err := f.send(w, r)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist):
		refuse(w, http.StatusNotFound, "There is nothing at this address.")
	default:
		if s.failed != nil {
			s.failed(r, err)
		}
		refuse(w, http.StatusInternalServerError, "This could not be read on the server; its log says why.")
	}
}

func sayHealthy(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	allow(w, 0)
	fmt.Fprintln(w, "ok")
}
