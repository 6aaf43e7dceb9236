package importer

import "glyphlab/engine/dataset"

// Report says what was imported.
type Report struct {
	Info     dataset.Info
	PerClass [][3]int // images written, by class and split
	LeftOut  LeftOut
	Copies   Copies

	// BecameValidation is how many of the training images of IDX files were
	// made validation images, as the sources had none.
	BecameValidation int
}

// LeftOut are the files that could not be used.
type LeftOut struct {
	Count int
	First []BadFile // at most a hundred
}

// BadFile is a file that could not be used.
type BadFile struct {
	Path string
	Err  error // why
}

func (l *LeftOut) add(path string, err error) {
	l.Count++
	if len(l.First) < 100 {
		l.First = append(l.First, BadFile{path, err})
	}
}

// Copies are images that have the same pixels, all 8 bits of each, as another
// one, which itself is not counted: the first in the test set, else in the
// validation set, else in the training set.
type Copies struct {
	Within   int  // in the same split as the one they are a copy of
	Across   int  // in another split
	Relabels int  // of all these, those that have another label
	LeftOut  bool // whether they were left out
}
