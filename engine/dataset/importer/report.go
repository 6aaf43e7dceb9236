package importer

import "glyphlab/engine/dataset"

// Report says what was imported.
type Report struct {
	Info     dataset.Info
	PerClass [][3]int // images written, by class and split
	LeftOut  LeftOut
	Samples  [][][]byte // some images written, by class, those for training first

	Fitted   int  // images that were brought to another size
	Inverted bool // the images that were brought to a size had dark ink
	Numbered bool // some labels are numbers that nobody has named

	TestTwins TestTwins
	Copies    Copies
	Near      Near

	// Unused is how many images were neither in the assignment's training nor
	// in its validation images.
	Unused int

	// BecameValidation and BecameTest are how many of the training images of IDX
	// files and arrays were made validation and test images, as the sources had
	// none.
	BecameValidation, BecameTest int
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

// TestTwins are images for training and validation whose glyph the test has
// too: a network that has seen them is tested on what it knows.
type TestTwins struct {
	Exact   int  // that have the same pixels as a test image
	Near    int  // that are nearly one, as package twins says
	LeftOut bool // whether they were left out; Copies and Near then go without
}

// Near are images that are nearly, but not pixel for pixel, one before them:
// the test's images are first, then those for validation, then those for
// training. Exact copies are counted once.
type Near struct {
	Within int // nearly one of the same split
	Across int // nearly one of another; an image can be both
}
