// Package report is what the page and the program that reads a person's own
// images say to each other.
//
// The page posts one object: request, a [Request] as JSON, and the arrays
// files, of File objects, and paths, of theirs. The program posts objects with
// the numbers read, total (both bytes) and images while it reads; and at last
// one with report, a [Report] as JSON, glyphs, a Blob that is a .glyphs file,
// and the Uint8Arrays samples and labels, some of its images and their classes.
// Where it cannot, its last word is a string that says why.
package report

// A Request says what is to be made of the files.
type Request struct {
	Name    string   `json:"name"`    // the data set's, as addresses have it
	Title   string   `json:"title"`   // as a person reads it
	Classes []string `json:"classes"` // names in the order of the labels; empty to find them out
	Ink     string   `json:"ink"`     // bright or dark; empty to find it out
}

// Inks are what a Request's Ink can be.
const (
	BrightInk = "bright" // on a dark ground
	DarkInk   = "dark"   // on a bright ground: the images are inverted
)

// A Report says what was made.
type Report struct {
	Title    string   `json:"title"`
	Origin   string   `json:"origin"`
	Height   int      `json:"height"` // of an image, in pixels
	Width    int      `json:"width"`  // likewise
	Classes  []string `json:"classes"`
	Counts   [3]int   `json:"counts"`   // images for training, validation and test
	PerClass [][3]int `json:"perClass"` // the same by class
	Bytes    int64    `json:"bytes"`    // of the .glyphs file

	Fitted           int   `json:"fitted"`           // images that had another size
	Inverted         bool  `json:"inverted"`         // dark ink was made bright
	Numbered         bool  `json:"numbered"`         // labels are numbers, and nobody has named them
	BecameValidation int   `json:"becameValidation"` // training images taken as the sources had no such ones
	BecameTest       int   `json:"becameTest"`       // likewise
	Copies           int   `json:"copies"`           // images that have the same pixels as another one
	Relabels         int   `json:"relabels"`         // of these, those that have another label
	Near             int   `json:"near"`             // images that are nearly another one
	LeftOut          int   `json:"leftOut"`          // files that could not be used
	Bad              []Bad `json:"bad"`              // the first of them
}

// Bad is a file that could not be used.
type Bad struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// Images returns how many images there are in all.
func (r Report) Images() int { return r.Counts[0] + r.Counts[1] + r.Counts[2] }
