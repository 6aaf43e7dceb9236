package site

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A File is what is sent from one address, in one or several encodings.
type File struct {
	Address   string
	Type      string // Content-Type
	Immutable bool   // the address names the content
	// Tag names the content among all that were ever at this address. Where it
	// is empty the file system's time and length name it.
	Tag   string
	Forms [Encodings]Form

	headers headers // of every answer
	vary    []string
	etags   [Encodings][]string
	ready   *[Encodings]atomic.Pointer[Ready]
}

// A Form opens the bytes of one encoding. Nil means that there is no such.
type Form func() (Content, error)

// A Content is what a form opens. Where it is an [fs.File] too, the time that
// it tells is sent as Last-Modified.
type Content = io.ReadSeekCloser

// Headers that many answers share.
var (
	kept       = []string{"public, max-age=31536000, immutable"}
	askedAbout = []string{"no-cache"} // kept, and asked about each time
	byEncoding = []string{"Accept-Encoding"}
	encodingIs = [Encodings][]string{Brotli: {"br"}, Gzip: {"gzip"}}
	inBytes    = []string{"bytes"}
)

func (f *File) prepare() {
	cacheControl := askedAbout
	if f.Immutable {
		cacheControl = kept
	}
	f.headers = headers{{"Content-Type", []string{f.Type}}, {"Cache-Control", cacheControl}}
	f.ready = new([Encodings]atomic.Pointer[Ready])
	if f.Forms[Brotli] != nil || f.Forms[Gzip] != nil {
		f.vary = byEncoding
	}
	for e := range Encodings {
		if f.Tag != "" && f.Forms[e] != nil {
			f.etags[e] = []string{entityTag(f.Tag, e)}
		}
	}
}

// entityTag differs between encodings: a part of one must never be put
// together with a part of another.
func entityTag(tag string, form Encoding) string {
	if form == Identity {
		return `"` + tag + `"`
	}
	return `"` + tag + "-" + form.String() + `"`
}

// open opens the form that was asked for. Of a file that is not there in that
// encoding it opens the plain one.
func (f *File) open(form Encoding) (Encoding, Content, error) {
	body, err := f.Forms[form]()
	if form != Identity && f.Forms[Identity] != nil && errors.Is(err, fs.ErrNotExist) {
		form = Identity
		body, err = f.Forms[form]()
	}
	return form, body, err
}

// choose returns the form to send to who accepts that.
func (f *File) choose(accept []string) Encoding {
	return choose(accept, func(e Encoding) bool { return f.Forms[e] != nil })
}

// headersOf returns the headers of a form's answers, but for Vary.
func (f *File) headersOf(form Encoding, etag []string) headers {
	hs := append(slices.Clip(f.headers), header{"Etag", etag})
	if form != Identity {
		hs = append(hs, header{"Content-Encoding", encodingIs[form]})
	}
	return hs
}

// A Later is a response writer that sends what it was given only when the
// request has been handled. It closes the content then.
type Later interface{ CloseLater(io.Closer) }

// send answers a GET or HEAD: whole, in part, or with what the request's
// conditions ask for. An error means that nothing was sent yet.
func (f *File) send(w http.ResponseWriter, r *http.Request) error {
	form, body, err := f.open(f.choose(r.Header["Accept-Encoding"]))
	if err != nil {
		return err
	}
	if later, ok := w.(Later); ok {
		later.CloseLater(body)
	} else {
		defer body.Close()
	}
	size, err := body.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	etag, modified := f.etags[form], time.Time{}
	if file, ok := body.(fs.File); ok {
		info, err := file.Stat()
		if err != nil {
			return err
		}
		modified = info.ModTime()
		if etag == nil {
			etag = []string{entityTag(versionTag(info), form)}
		}
	}

	h := w.Header()
	f.setVary(h)
	f.headersOf(form, etag).set(h)
	allow(w, size)
	if form != Identity {
		w = &sized{w, size}
	}
	http.ServeContent(w, withoutForeignRange(r), "", modified, body)
	return nil
}

// setVary adds what the answer depends on to what is there of that already.
func (f *File) setVary(h http.Header) {
	if f.vary != nil {
		h["Vary"] = append(f.vary[:1:1], h["Vary"]...)
	}
}

// withoutForeignRange returns the request without a Range that must be
// ignored: of another method than GET, or in another unit than bytes (RFC
// 9110, section 14.2). ServeContent would answer the one and refuse the other.
func withoutForeignRange(r *http.Request) *http.Request {
	value := r.Header.Get("Range")
	unit, _, _ := strings.Cut(value, "=")
	if value == "" || r.Method == http.MethodGet && unit == "bytes" {
		return r
	}
	plain := *r
	plain.Header = r.Header.Clone()
	plain.Header.Del("Range")
	return &plain
}

// sized states the length of a whole answer that has a Content-Encoding.
// ServeContent leaves it out there.
type sized struct {
	http.ResponseWriter
	size int64
}

func (w *sized) WriteHeader(status int) {
	if status == http.StatusOK {
		w.Header().Set("Content-Length", strconv.FormatInt(w.size, 10))
	}
	w.ResponseWriter.WriteHeader(status)
}

// ReadFrom leaves it to the server to send a file without copying it through
// this program.
func (w *sized) ReadFrom(r io.Reader) (int64, error) { return io.Copy(w.ResponseWriter, r) }

func (w *sized) Unwrap() http.ResponseWriter { return w.ResponseWriter }
