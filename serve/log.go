package serve

import (
	"log/slog"
	"net/http"

	"glyphlab/serve/site"
)

// logAnswer writes one line for an answer, at the level debug.
func logAnswer(log *slog.Logger, r *http.Request, a site.Answer) {
	log.LogAttrs(r.Context(), slog.LevelDebug, "request",
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", a.Status),
		slog.Int64("bytes", a.Sent),
		slog.String("encoding", a.Encoding),
		slog.Duration("took", a.Took),
		slog.String("from", r.RemoteAddr))
}
