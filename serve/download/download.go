// Package download fetches files that are published at several addresses,
// over connections that break off.
//
// What has arrived is kept beside the file's place, in NAME.part, with the
// address and the version that it is a part of in NAME.part.json. The next try,
// now or in another run, asks that address for the rest and for that version
// only (Range and If-Range, RFC 9110, section 13.1.5); when the server sends
// another one the file begins anew. The file is there only when it is whole.
package download

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// A File is what is published.
type File struct {
	Name      string
	Bytes     int64
	SHA256    string   // lower-case hex; empty if nobody has published it
	Addresses []string // in the order in which they are tried
}

// A Downloader fetches files into a folder.
type Downloader struct {
	Client *http.Client
	Folder string
	// Stall is how long nothing may arrive before a connection is given up.
	Stall time.Duration
	// Tries is how often all addresses are tried without a single byte.
	Tries int
	// Pause is between two rounds of tries; it doubles.
	Pause time.Duration
	// Progress, if not nil, is told how many of a file's bytes are there.
	Progress func(file string, have, total int64)
	// Log, if not nil, is told what went wrong and what is done about it.
	Log func(text string)
}

// Fetch returns the path of the file, which it downloads unless it is there.
func (d *Downloader) Fetch(ctx context.Context, file File) (string, error) {
	path := filepath.Join(d.Folder, file.Name)
	if info, err := os.Stat(path); err == nil {
		if info.Size() != file.Bytes {
			return "", fmt.Errorf("%s is there and has %d bytes, where %d were published; move it away", path, info.Size(), file.Bytes)
		}
		return path, file.check(path)
	}
	if err := os.MkdirAll(d.Folder, 0o755); err != nil {
		return "", err
	}
	part := &part{path: path + ".part"}
	if err := part.load(file); err != nil {
		return "", err
	}
	defer part.close()
	if err := d.rounds(ctx, file, part); err != nil {
		return "", err
	}
	if err := part.close(); err != nil {
		return "", err
	}
	if err := file.check(part.path); err != nil {
		part.remove()
		return "", err
	}
	if err := os.Rename(part.path, path); err != nil {
		return "", err
	}
	part.remove()
	return path, nil
}

// rounds tries all addresses until one has sent everything. Whatever comes
// farther than before earns new tries.
func (d *Downloader) rounds(ctx context.Context, file File, p *part) error {
	if p.have == file.Bytes {
		return nil // stopped just before it was given its name
	}
	pause := d.Pause
	most := map[string]int64{} // how far each address came
	var last error
	for left := d.Tries; left > 0; left-- {
		for _, address := range d.order(file, p) {
			for {
				err := d.try(ctx, file, address, p)
				if err == nil {
					return nil
				}
				if ctx.Err() != nil {
					return fmt.Errorf("stopped with %d of %d bytes of %s; the same command goes on from there: %w", p.have, file.Bytes, file.Name, ctx.Err())
				}
				last = fmt.Errorf("%s: %w", address, err)
				if errors.As(err, new(*diskError)) {
					return last
				}
				d.log("%v; %d of %d bytes are there", last, p.have, file.Bytes)
				if p.Address != address || p.have <= most[address] || errors.As(err, new(*lie)) {
					break // to the next address
				}
				most[address], left, pause = p.have, d.Tries, d.Pause
			}
		}
		if left > 1 {
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
			pause *= 2
		}
	}
	return fmt.Errorf("%s could not be downloaded; try again later, or get it elsewhere and import it: %w", file.Name, last)
}

// order returns the addresses, the one that the part is from first.
func (d *Downloader) order(file File, p *part) []string {
	if p.have == 0 || p.Address == "" {
		return file.Addresses
	}
	order := []string{p.Address}
	for _, address := range file.Addresses {
		if address != p.Address {
			order = append(order, address)
		}
	}
	return order
}

func (d *Downloader) log(format string, args ...any) {
	if d.Log != nil {
		d.Log(fmt.Sprintf(format, args...))
	}
}

// A lie is what a server sends that does not send the file: another try at the
// same address will not help.
type lie struct{ text string }

func (l *lie) Error() string { return l.text }

func lied(format string, args ...any) error { return &lie{fmt.Sprintf(format, args...)} }

// A diskError is one of this machine: no address will help.
type diskError struct{ err error }

func (e *diskError) Error() string { return e.err.Error() }
func (e *diskError) Unwrap() error { return e.err }

// try asks one address for what is missing, and takes what it sends.
func (d *Downloader) try(ctx context.Context, file File, address string, p *part) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stalled := time.AfterFunc(d.Stall, func() {
		cancel(fmt.Errorf("nothing came for %v", d.Stall))
	})
	defer stalled.Stop()

	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept-Encoding", "identity") // the parts are the file's, not a compressed one's
	if p.have > 0 && p.Address == address && p.Version != "" {
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", p.have))
		r.Header.Set("If-Range", p.Version)
	}
	answer, err := d.Client.Do(r)
	if err != nil {
		return whyStopped(ctx, err)
	}
	defer answer.Body.Close()
	if err := p.begin(file, address, answer); err != nil {
		return err
	}
	if err := d.take(file, p, answer.Body, func() { stalled.Reset(d.Stall) }); err != nil {
		return whyStopped(ctx, err)
	}
	return nil
}

// whyStopped returns the reason for which a request was given up, if it was.
func whyStopped(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, context.Canceled) {
		return cause
	}
	return err
}

// take adds to the part what arrives, up to the file's length.
func (d *Downloader) take(file File, p *part, body io.Reader, arrived func()) error {
	b := make([]byte, 64<<10)
	for {
		n, err := body.Read(b)
		if n > 0 {
			arrived()
			if p.have+int64(n) > file.Bytes {
				p.forget()
				return lied("it sends more than the %d bytes that were published", file.Bytes)
			}
			if err := p.add(b[:n]); err != nil {
				return &diskError{err}
			}
			if d.Progress != nil {
				d.Progress(file.Name, p.have, file.Bytes)
			}
		}
		switch {
		case err == io.EOF && p.have == file.Bytes:
			return nil
		case err == io.EOF:
			return fmt.Errorf("the connection ended early: %w", io.ErrUnexpectedEOF)
		case err != nil:
			return err
		}
	}
}

// check compares a file's SHA-256 with the published one, if there is one.
func (f File) check(path string) error {
	if f.SHA256 == "" {
		return nil
	}
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("%s has the SHA-256 %s, where %s was published; delete it and download it again", path, got, f.SHA256)
	}
	return nil
}
