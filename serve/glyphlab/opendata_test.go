package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
)

// ownCache gives the test a cache of its own.
func ownCache(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} {
		t.Setenv(name, folder)
	}
}

func TestDataSetsAreOpenedAsTheyAre(t *testing.T) {
	ownCache(t)
	file := filepath.Join(t.TempDir(), "any name")
	put(t, file, []byte(dataset.Magic+"damaged further on"))
	var log bytes.Buffer
	got, err := openData(t.Context(), file, &log)
	if err != nil || got != file || log.Len() > 0 {
		t.Errorf("%s, %v, log %q", got, err, log.String())
	}
}

func TestImagesAreImportedOnce(t *testing.T) {
	ownCache(t)
	folder := glyphFolder(t, 20)
	open := func() (path, log string) {
		t.Helper()
		var b bytes.Buffer
		path, err := openData(t.Context(), folder, &b)
		if err != nil {
			t.Fatal(err)
		}
		return path, b.String()
	}
	first, log := open()
	if info := readSet(t, first).Info; info.Name != "my-letters" || info.Title != "My Letters" || info.Images() != 40 {
		t.Errorf("imported was %+v", info)
	}
	if !strings.Contains(log, "importing") || !strings.Contains(log, "Files left out: 1") {
		t.Errorf("the log is %q", log)
	}
	if again, log := open(); again != first || log != "" {
		t.Errorf("the second time: %s, log %q; want %s and nothing", again, log, first)
	}

	// A file cut short in the cache is made again.
	if err := os.Truncate(first, 1000); err != nil {
		t.Fatal(err)
	}
	if again, log := open(); again != first || log == "" || readSet(t, again).Info.Images() != 40 {
		t.Errorf("after truncation: %s, log %q", again, log)
	}

	// Another content is another data set.
	if err := os.Remove(filepath.Join(folder, "B", "000.png")); err != nil {
		t.Fatal(err)
	}
	if changed, _ := open(); changed == first || readSet(t, changed).Info.Images() != 39 {
		t.Errorf("after a change: %s with %d images", changed, readSet(t, changed).Info.Images())
	}
}

func TestLabelsBelongToAnIDXFilesFingerprint(t *testing.T) {
	folder := t.TempDir()
	images, labels := filepath.Join(folder, "train-images-idx3-ubyte"), filepath.Join(folder, "train-labels-idx1-ubyte.gz")
	put(t, images, []byte("images"))
	prints := map[string]string{}
	for _, content := range []string{"", "one", "other"} {
		if content != "" {
			put(t, labels, []byte(content))
		}
		info, err := os.Stat(images)
		if err != nil {
			t.Fatal(err)
		}
		print, err := fingerprint(images, info)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := prints[print]; ok {
			t.Errorf("labels %q and %q have one fingerprint", before, content)
		}
		prints[print] = content
	}
}

func TestWhatCannotBeOpenedSaysWhy(t *testing.T) {
	ownCache(t)
	page := filepath.Join(t.TempDir(), "page.html")
	put(t, page, []byte("<html>"))
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "gone"): "there is no file or folder",
		page:                               "neither a tar archive nor an IDX file",
		t.TempDir():                        "no image was found",
	} {
		var log bytes.Buffer
		if _, err := openData(t.Context(), path, &log); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
}
