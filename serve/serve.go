// Package serve sends Glyphlab's page, its programs and its data sets: one
// [http.Handler] for the command natively and for Cloudflare's workers.
//
//	/                          the page; browsers ask each time whether it changed
//	/built/NAME.HASH.EXT       what the page consists of; kept by browsers for ever
//	/data/manifest.json        the list of data sets, a [Manifest]
//	/data/NAME.HASH.glyphs     a data set; kept for ever, sent in parts if asked
//	/data/best.HASH.weights    the network that comes with Glyphlab; likewise
//	/healthz                   "ok" while the server answers
//
// Addresses are looked up whole in a table that is made at the start. No
// request's path ever becomes the name of a file.
package serve

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"glyphlab/assets/packed"
)

// A Config says what is served.
type Config struct {
	// Built is the folder that pack made. New returns packed.ErrEmpty when
	// nothing is in it.
	Built fs.FS
	// Data are sets to offer before the bundled one. The first is the one that
	// the page takes by itself. One with the bundled set's name takes its place.
	Data []DataFile
	// Log is told of every request, at the level debug, and of what fails, at
	// the level error. Nil logs nothing.
	Log *slog.Logger
}

// A Server answers requests. It is safe for concurrent use.
type Server struct {
	resources map[string]*resource // by the path of their URL
	manifest  Manifest
	log       *slog.Logger
}

// New reads what config names and returns the server of it. It opens every
// data set once, reads it and checks its header and length; a set that cannot
// be served is an error.
func New(config Config) (*Server, error) {
	s := &Server{resources: map[string]*resource{}, log: config.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	files, err := packed.ReadList(config.Built)
	if err != nil {
		return nil, err
	}
	var sets []Set
	var weights string
	for _, file := range config.Data {
		set, r, err := openDataFile(file)
		if err != nil {
			return nil, err
		}
		if other := find(sets, set.Name); other != nil {
			return nil, fmt.Errorf("two data sets are called %s: %s and %s; import one of them under another name", set.Name, other.Title, set.Title)
		}
		sets = append(sets, set)
		s.resources[set.URL] = r
	}
	for _, f := range files {
		r := packedResource(config.Built, f)
		if isSet(f) {
			set, err := packedSet(config.Built, f)
			if err != nil {
				return nil, err
			}
			if find(sets, set.Name) != nil {
				continue
			}
			sets = append(sets, set)
		}
		if isWeights(f) {
			weights = f.Address
		}
		s.resources[f.Address] = r
	}
	s.manifest = Manifest{Sets: sets, Weights: weights}
	if len(sets) > 0 {
		s.manifest.Default = sets[0].Name
	}
	if s.resources[manifestAddress], err = s.manifest.resource(); err != nil {
		return nil, err
	}
	return s, nil
}

// Manifest returns the data sets that are served.
func (s *Server) Manifest() Manifest { return s.manifest }

// ServeHTTP answers one request. It bounds the time that the answer may take
// by the length of what is sent, so that a large file reaches a slow reader
// and a reader that has stopped does not stay for ever.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	answer := &recorder{ResponseWriter: w}
	s.answer(answer, r)
	s.record(r, answer, time.Since(begun))
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	setPolicy(w.Header())
	allow(w, 0)
	resource, ok := s.resources[r.URL.Path]
	healthz := r.URL.Path == "/healthz"
	switch {
	case !ok && !healthz:
		refuse(w, http.StatusNotFound, "There is nothing at this address.")
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "This can be read (GET, HEAD) and nothing else.")
	case healthz:
		sayHealthy(w)
	default:
		if err := resource.send(w, r); err != nil {
			s.log.Error("a file could not be sent", "path", r.URL.Path, "error", err)
			refuse(w, http.StatusInternalServerError, "This could not be read on the server; its log says why.")
		}
	}
}

func sayHealthy(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(w, "ok")
}
