package serve

import (
	"io"
	"log/slog"
	"net/http"
	"time"
)

// A recorder notes what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	sent   int64 // bytes of the body
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

func (s *Server) record(r *http.Request, answer *recorder, took time.Duration) {
	status := answer.status
	if status == 0 {
		status = http.StatusOK
	}
	s.log.LogAttrs(r.Context(), slog.LevelDebug, "request",
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", status),
		slog.Int64("bytes", answer.sent),
		slog.String("encoding", answer.Header().Get("Content-Encoding")),
		slog.Duration("took", took),
		slog.String("from", r.RemoteAddr))
}
