package site

import (
	"io"
	"net/http"
	"time"
)

// An Answer is what was answered to one request.
type Answer struct {
	Status   int
	Sent     int64  // bytes of the body
	Encoding string // Content-Encoding
	Took     time.Duration
}

// A recorder notes what is answered.
type recorder struct {
	http.ResponseWriter
	status int
	sent   int64
}

func (w *recorder) answer(took time.Duration) Answer {
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	return Answer{Status: status, Sent: w.sent, Encoding: w.Header().Get("Content-Encoding"), Took: took}
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.sent += int64(n)
	return n, err
}

// ReadFrom leaves it to the server to send a file without copying it through
// this program.
func (w *recorder) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(w.ResponseWriter, r)
	w.sent += n
	return n, err
}

func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
