package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"

	"glyphlab/assets/packed"
	"glyphlab/serve"
	"glyphlab/serve/edge/list"
	"glyphlab/serve/site"
)

// writeSite writes what the native server answers, in every encoding, to a
// folder, and returns the list of it.
func writeSite(built fs.FS, folder string) ([]list.File, error) {
	packedFiles, err := packed.ReadList(built)
	if err != nil {
		return nil, err
	}
	server, err := serve.New(serve.Config{Built: built, Shards: elsewhere{}})
	if err != nil {
		return nil, err
	}
	addresses := []string{site.Manifest}
	for _, f := range packedFiles {
		addresses = append(addresses, f.Address)
	}
	var files []list.File
	for _, address := range addresses {
		f, err := writeForms(server, address, folder)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", address, err)
		}
		files = append(files, f)
	}
	return files, nil
}

// elsewhere is the data folder as it can be seen from here: there is one, and
// what the bucket will hold is not known.
type elsewhere struct{}

func (elsewhere) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func writeForms(server http.Handler, address, folder string) (list.File, error) {
	f := list.File{Address: address}
	for form := range site.Encodings {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Encoding", form.String())
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		answer := w.Result()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return f, err
		}
		if answer.StatusCode != http.StatusOK {
			return f, errors.New("the server answers " + answer.Status)
		}
		h := answer.Header
		if sent := h.Get("Content-Encoding"); sent != form.String() && !(sent == "" && form == site.Identity) {
			continue // there is no such form of it
		}
		if form == site.Identity {
			f.Type, f.Immutable = h.Get("Content-Type"), h.Get("Cache-Control") != "no-cache"
			f.Tag = h.Get("Etag")[1 : len(h.Get("Etag"))-1]
		}
		f.Sizes[form] = int64(len(body))
		if err := writeFile(filepath.Join(folder, filepath.FromSlash(list.Path(address, form))), body); err != nil {
			return f, err
		}
	}
	return f, nil
}
