package serve

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A resource is what is sent from one address, in one or several encodings.
type resource struct {
	contentType string
	immutable   bool   // the address names the content
	tag         string // names the content among all that were ever at this address
	forms       [encodings]content
}

// A content opens the bytes of one encoding. Nil means that there is no such.
type content func() (io.ReadSeekCloser, error)

// send answers a GET or HEAD: whole, in part, or with what the request's
// conditions ask for. An error means that nothing was sent yet.
func (res *resource) send(w http.ResponseWriter, r *http.Request) error {
	form := choose(r.Header.Values("Accept-Encoding"), func(e encoding) bool { return res.forms[e] != nil })
	body, err := res.forms[form]()
	if err != nil {
		return err
	}
	defer body.Close()
	size, err := body.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}

	h := w.Header()
	h.Set("Content-Type", res.contentType)
	h.Set("Etag", res.entityTag(form))
	h.Set("Cache-Control", "no-cache") // kept, and asked about each time
	if res.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if res.forms[brotliEncoding] != nil || res.forms[gzipEncoding] != nil {
		h.Set("Vary", "Accept-Encoding")
	}
	if form != identity {
		h.Set("Content-Encoding", form.String())
		w = &sized{w, size}
	}
	allow(w, size)
	http.ServeContent(w, withoutForeignRange(r), "", time.Time{}, body)
	return nil
}

// entityTag differs between encodings: a part of one must never be put
// together with a part of another.
func (res *resource) entityTag(form encoding) string {
	if form == identity {
		return `"` + res.tag + `"`
	}
	return `"` + res.tag + "-" + form.String() + `"`
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

func (w *sized) Unwrap() http.ResponseWriter { return w.ResponseWriter }
