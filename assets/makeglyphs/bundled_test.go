package main

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"glyphlab/engine/dataset"
)

// bundled is what the repository holds.
const bundled = "../open.glyphs.br"

func TestBundledSetIsWhatWasPromised(t *testing.T) {
	compressed, err := os.ReadFile(bundled)
	if err != nil {
		t.Fatal(err)
	}
	if len(compressed) > 3_500_000 {
		t.Errorf("it is %d bytes, more than 3.5 MB", len(compressed))
	}
	set, err := dataset.Read(brotli.NewReader(bytes.NewReader(compressed)))
	if err != nil {
		t.Fatal(err)
	}
	info := set.Info
	if info.Name != "open" || info.Title != title || info.Height != side || info.Width != side || info.Bits != 4 ||
		strings.Join(info.Classes, "") != letters || info.Origin != origin {
		t.Errorf("its header is %+v", info)
	}
	total := info.Images()
	if total < 20_000 {
		t.Errorf("it has %d images, fewer than 20,000", total)
	}
	for _, split := range []dataset.Split{dataset.Validation, dataset.Test} {
		if share := float64(info.Counts[split]) / float64(total); share < 0.08 || share > 0.12 {
			t.Errorf("%s has %.3f of the images, expected about a tenth", split, share)
		}
	}
	pixels := make([]byte, area)
	seen := map[Glyph]dataset.Split{}
	for s, images := range set.Splits {
		var counts [classes]int
		for i := range images.Len() {
			counts[images.Label(i)]++
			images.Pixels(pixels, i)
			if bytes.Count(pixels, []byte{0}) == area {
				t.Errorf("%s image %d is blank", dataset.Split(s), i)
			}
			if letters[images.Label(i)] == 'I' {
				continue // a plain bar in many faces
			}
			image := Glyph(pixels)
			if first, ok := seen[image]; ok && first != dataset.Split(s) {
				t.Errorf("%s image %d is in %s as well", dataset.Split(s), i, first)
			}
			seen[image] = dataset.Split(s)
		}
		for class, n := range counts {
			if n != images.Len()/classes {
				t.Errorf("%s has %d of %c, expected a tenth of %d", dataset.Split(s), n, letters[class], images.Len())
			}
		}
	}
}

func TestCreditsBelongToTheBundledSet(t *testing.T) {
	credits, err := os.ReadFile("../CREDITS.md")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(bundled)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, err := dataset.NewReader(brotli.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for split, images := range reader.Set().Info.Counts {
		found := false
		for _, line := range strings.Split(string(credits), "\n") {
			cells := strings.Split(line, "|")
			found = found || len(cells) == 6 && strings.TrimSpace(cells[1]) == dataset.Split(split).String() &&
				strings.TrimSpace(cells[4]) == strconv.Itoa(images)
		}
		if !found {
			t.Errorf("CREDITS.md does not say that %s has %d images", dataset.Split(split), images)
		}
	}
	packages, err := parsePackages(packageList)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		if p.Name == "texlive-fonts-extra" && !strings.Contains(string(credits), "| "+p.Version+" |") {
			t.Errorf("CREDITS.md is not of %s", p)
		}
	}
}
