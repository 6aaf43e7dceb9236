package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"glyphlab/engine/dataset"
)

func TestWrittenSetIsReadBackAndTheSameEachTime(t *testing.T) {
	faces, _, _ := gofonts(t)
	c := Collection{Kept: faces}
	for i := range faces {
		c.Families = append(c.Families, string(rune('a'+i)))
		c.Splits = append(c.Splits, dataset.Split(i%3))
	}
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := c.write(w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("a second set has other bytes")
	}
	set, err := dataset.Read(brotli.NewReader(&first))
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, area)
	for split := range set.Splits {
		images, want := set.Splits[split], c.examples(dataset.Split(split))
		if images.Len() != len(want) {
			t.Fatalf("%d images, expected %d", images.Len(), len(want))
		}
		for i, e := range want {
			images.Pixels(got, i)
			if images.Label(i) != e.Class {
				t.Errorf("image %d is labelled %d, expected %d", i, images.Label(i), e.Class)
			}
			for p, v := range e.Face.Letters[e.Class] {
				if d := int(v) - int(got[p]); d < -9 || d > 9 { // 16 levels are 17 apart
					t.Fatalf("pixel %d of image %d is %d, expected %d", p, i, got[p], v)
				}
			}
		}
	}
}

func TestCreditsNameEachFamilyAndEscapeItsName(t *testing.T) {
	c := Collection{
		Packages: []Package{{"fonts-x", "1.2-3"}},
		Kept: []Face{
			{Package: Package{"fonts-x", "1.2-3"}, Family: "Pipe|Star*", Licence: "CC0", Stated: "font"},
			{Package: Package{"fonts-x", "1.2-3"}, Family: "Pipe|Star*", Licence: "CC0", Stated: "font"},
			{Package: Package{"texlive-fonts-extra", "5"}, TeX: "plume", Family: "Plume", Licence: "GNU GPL", Stated: "TeX Live"},
		},
		Families: []string{"pipe", "pipe", "plume"},
		Splits:   []dataset.Split{dataset.Training, dataset.Training, dataset.Test},
		Rejected: []Rejection{{Face{}, ruleSymbol, ""}},
	}
	var w bytes.Buffer
	c.credit(&w)
	for _, line := range []string{
		`| Pipe\|Star\* | 2 | CC0 | font | fonts-x | 1.2-3 |`,
		`| Plume | 1 | GNU GPL | TeX Live | texlive-fonts-extra (plume) | 5 |`,
		"| 4 | in 1 packages |",
		"| −1 | its letters are not recognised as letters |",
		"| **3** | kept |",
		"| training | 1 | 2 | 20 |",
		"not notMNIST",
	} {
		if !strings.Contains(w.String(), line) {
			t.Errorf("the credits lack %q:\n%s", line, w.String())
		}
	}
}
