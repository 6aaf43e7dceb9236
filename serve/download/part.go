package download

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// A part is what has arrived of a file.
type part struct {
	path string
	file *os.File // nil until something arrives
	have int64    // bytes

	Address string // where they are from
	Version string // the strong ETag or the date that the server gave; empty if none
}

// load finds what an earlier run has left.
func (p *part) load(file File) error {
	note, err := os.ReadFile(p.path + ".json")
	info, statErr := os.Stat(p.path)
	if err != nil || statErr != nil || info.Size() > file.Bytes || json.Unmarshal(note, p) != nil || p.Version == "" {
		p.forget()
		return nil
	}
	if p.file, err = os.OpenFile(p.path, os.O_WRONLY, 0); err != nil {
		return err
	}
	p.have = info.Size()
	_, err = p.file.Seek(p.have, 0)
	return err
}

var contentRange = regexp.MustCompile(`^bytes ([0-9]+)-([0-9]+)/([0-9]+|\*)$`)

// begin looks at what an answer is a part of, before any of it is taken.
func (p *part) begin(file File, address string, answer *http.Response) error {
	switch answer.StatusCode {
	case http.StatusPartialContent:
		m := contentRange.FindStringSubmatch(answer.Header.Get("Content-Range"))
		if m == nil {
			return p.refuse("it sends a part and does not say which (Content-Range %q)", answer.Header.Get("Content-Range"))
		}
		if m[3] != "*" && m[3] != strconv.FormatInt(file.Bytes, 10) {
			return p.refuse("its file has %s bytes, where %d were published", m[3], file.Bytes)
		}
		if m[1] != strconv.FormatInt(p.have, 10) {
			return p.refuse("it sends the part from byte %s, where that from %d was asked for", m[1], p.have)
		}
		return nil
	case http.StatusOK:
		if n := answer.ContentLength; n >= 0 && n != file.Bytes {
			return lied("its file has %d bytes, where %d were published", n, file.Bytes)
		}
		return p.restart(address, version(answer.Header))
	case http.StatusRequestedRangeNotSatisfiable:
		return p.refuse("it has no byte %d", p.have)
	}
	return lied("it answers %s", answer.Status)
}

// refuse forgets the part, as it may be one of something else.
func (p *part) refuse(format string, args ...any) error {
	p.forget()
	return lied(format, args...)
}

// version returns what If-Range can ask for: a strong ETag, else a date.
func version(h http.Header) string {
	if tag := h.Get("Etag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return h.Get("Last-Modified")
}

// restart makes the part that of another version, of which nothing is there.
func (p *part) restart(address, version string) error {
	fail := func(err error) error { return &diskError{fmt.Errorf("%s cannot be written: %w", p.path, err)} }
	p.forget()
	p.Address, p.Version = address, version
	note, err := json.Marshal(p)
	if err != nil {
		return fail(err)
	}
	if p.file, err = os.Create(p.path); err != nil {
		return fail(err)
	}
	if err := os.WriteFile(p.path+".json", note, 0o644); err != nil {
		return fail(err)
	}
	return nil
}

func (p *part) add(b []byte) error {
	n, err := p.file.Write(b)
	p.have += int64(n)
	return err
}

func (p *part) close() error {
	if p.file == nil {
		return nil
	}
	err := p.file.Close()
	p.file = nil
	return err
}

// forget throws away what has arrived.
func (p *part) forget() {
	p.close()
	p.remove()
	p.have, p.Address, p.Version = 0, "", ""
}

// remove removes the part's files, if they are there.
func (p *part) remove() {
	os.Remove(p.path)
	os.Remove(p.path + ".json")
}
