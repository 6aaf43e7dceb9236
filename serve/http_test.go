package serve

import (
	"os"
	"testing"

	"glyphlab/serve/servetest"
)

func TestEveryRequestGetsItsAnswer(t *testing.T) {
	built, data := servetest.Folders(t)
	server := started(t, Config{Built: os.DirFS(built), Shards: Unpacking(os.DirFS(data)), Origins: []string{servetest.Origin}})
	servetest.Run(t, server.URL, servetest.Native)
}
