package dataset

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
)

// part returns a set of some of the drawings of a split.
func part(t *testing.T, info Info, split Split, all []drawing) *Set {
	t.Helper()
	info.Counts = [3]int{}
	info.Counts[split] = len(all)
	set, err := Read(bytes.NewReader(encode(t, info, all)))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// bySplit parts drawings.
func bySplit(all []drawing) (parted [3][]drawing) {
	for _, d := range all {
		parted[d.split] = append(parted[d.split], d)
	}
	return parted
}

func TestPartsMakeTheWhole(t *testing.T) {
	info := sample(4)
	all := drawings(info, 4)
	parted := bySplit(all)
	whole := NewSet(info)
	add := func(split Split, from, to int) {
		t.Helper()
		if err := whole.Append(part(t, info, split, parted[split][from:to])); err != nil {
			t.Fatal(err)
		}
	}
	add(Training, 0, 1024)
	add(Validation, 0, 1024) // splits may come in any order
	add(Training, 1024, 2048)
	add(Test, 0, 3)
	add(Training, 2048, 2049)
	if err := same(whole, info, all); err != nil {
		t.Error(err)
	}
}

func TestAppendSharesTheImages(t *testing.T) {
	info := sample(8)
	p := part(t, info, Test, bySplit(drawings(info, 5))[Test])
	whole := NewSet(info)
	if err := whole.Append(p); err != nil {
		t.Fatal(err)
	}
	if &whole.Splits[Test].blocks[0].pixels[0] != &p.Splits[Test].blocks[0].pixels[0] {
		t.Error("the pixels were copied")
	}
}

func TestPartsThatDoNotFitAreRefused(t *testing.T) {
	info := sample(4)
	parted := bySplit(drawings(info, 6))
	for want, change := range map[string]func(*Set){
		"its images are 3×5, the data set's 4×5":                          func(s *Set) { s.Info.Height = 4 },
		"its pixels have 4 bits, the data set's 8":                        func(s *Set) { s.Info.Bits = 8 },
		"its classes are not the data set's":                              func(s *Set) { s.Info.Classes = []string{"A", "B", "C"} },
		"with its 3 test images there would be 3, and the data set has 2": func(s *Set) { s.Info.Counts[Test] = 2 },
		"it has 3 test images; only the last part may have":               func(s *Set) { s.Info.Counts[Test] = 4 },
	} {
		whole := NewSet(info)
		change(whole)
		if err := whole.Append(part(t, info, Test, parted[Test])); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		} else if whole.Splits[Test].Len() > 0 {
			t.Errorf("%s: images were added", want)
		}
	}
	r, err := NewReader(bytes.NewReader(encode(t, info, drawings(info, 6))))
	if err != nil {
		t.Fatal(err)
	}
	if err := NewSet(info).Append(r.Set()); err == nil || !strings.Contains(err.Error(), "only 0 of its 2049 training images are there") {
		t.Errorf("a part that is not whole: error %v", err)
	}
}

func TestTheReaderKnowsTheFilesChecksum(t *testing.T) {
	info := sample(4)
	file := encode(t, info, drawings(info, 7))
	r, err := NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		err = r.Next()
	}
	if got, want := r.SHA256(), sha256.Sum256(file); got != want {
		t.Errorf("the checksum is %x, want %x", got, want)
	}
}
