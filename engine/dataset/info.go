package dataset

import (
	"errors"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// The bounds of what a file can hold.
const (
	MaxSide    = 256     // pixels of an image's height or width
	MinClasses = 2       //
	MaxClasses = 62      // as many as there are digits and letters, large and small
	MaxImages  = 1 << 30 // in one split

	maxName  = 64
	maxClass = 64
)

// Info describes a data set: what its file's header says.
type Info struct {
	Name    string   // short, of a-z, 0-9 and -, as an address names it
	Title   string   // as a person reads it
	Origin  string   // where the images come from, their licence; may be empty
	Height  int      // of an image, in pixels
	Width   int      // of an image, in pixels
	Bits    int      // a pixel: 4 or 8
	Classes []string // a label is an index into them
	Counts  [3]int   // images, by Split
}

// Images returns the number of images in all splits together.
func (f Info) Images() int { return f.Counts[Training] + f.Counts[Validation] + f.Counts[Test] }

// ImageBytes returns how many bytes an image takes in a file and in memory,
// its label not counted.
func (f Info) ImageBytes() int {
	if f.Bits == 4 {
		return (f.Height*f.Width + 1) / 2
	}
	return f.Height * f.Width
}

// FileBytes returns the length of the data set's file in bytes.
func (f Info) FileBytes() int64 {
	n := int64(prefixBytes + len(f.fields()) + crcBytes + sumBytes)
	for _, count := range f.Counts {
		blocks := int64(count+blockImages-1) / blockImages
		n += int64(count)*int64(1+f.ImageBytes()) + blocks*crcBytes
	}
	return n
}

// Check returns an error that names the first thing that a file cannot hold,
// and nil if there is none.
func (f Info) Check() error {
	if err := CheckName(f.Name); err != nil {
		return err
	}
	if f.Title == "" || !plainText(f.Title) {
		return errors.New("a data set's title is one line of text, not " + strconv.Quote(f.Title))
	}
	if !plainText(f.Origin) {
		return errors.New("a data set's origin is text without control characters, not " + strconv.Quote(f.Origin))
	}
	if f.Height < 1 || f.Height > MaxSide || f.Width < 1 || f.Width > MaxSide {
		return errors.New("images are 1 to " + strconv.Itoa(MaxSide) + " pixels high and wide, not " +
			strconv.Itoa(f.Height) + "×" + strconv.Itoa(f.Width))
	}
	if f.Bits != 4 && f.Bits != 8 {
		return errors.New("a pixel has 4 or 8 bits, not " + strconv.Itoa(f.Bits))
	}
	if len(f.Classes) < MinClasses || len(f.Classes) > MaxClasses {
		return errors.New("a data set has " + strconv.Itoa(MinClasses) + " to " + strconv.Itoa(MaxClasses) +
			" classes, not " + strconv.Itoa(len(f.Classes)))
	}
	for i, class := range f.Classes {
		if class == "" || len(class) > maxClass || !plainText(class) {
			return errors.New("a class's name is 1 to " + strconv.Itoa(maxClass) + " bytes of text, not " + strconv.Quote(class))
		}
		if slices.Contains(f.Classes[:i], class) {
			return errors.New("two classes have the name " + strconv.Quote(class))
		}
	}
	for split, count := range f.Counts {
		if count < 0 || count > MaxImages {
			return errors.New("a data set has 0 to 2^30 " + Split(split).String() + " images, not " + strconv.Itoa(count))
		}
	}
	if f.Images() == 0 {
		return errors.New("a data set has at least one image; this one has none")
	}
	if n := len(f.fields()); n > 0xffff {
		return errors.New("a data set's name, title, origin and classes take at most 64 KiB together, not " + strconv.Itoa(n) + " bytes")
	}
	return nil
}

// CheckName returns an error if name cannot name a data set in an address: 1
// to 64 characters, each a to z, 0 to 9 or -.
func CheckName(name string) error {
	ok := len(name) >= 1 && len(name) <= maxName
	for _, c := range []byte(name) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	if !ok {
		return errors.New("a data set's name is 1 to " + strconv.Itoa(maxName) +
			" characters, each a to z, 0 to 9 or -, not " + strconv.Quote(name))
	}
	return nil
}

func plainText(s string) bool {
	for _, c := range s {
		if unicode.IsControl(c) {
			return false
		}
	}
	return utf8.ValidString(s)
}
