package dataset

import (
	"bytes"
	"strconv"
)

// A FormatError says where a .glyphs file is damaged. It wraps
// [io.ErrUnexpectedEOF] if the file ends too soon.
type FormatError struct {
	Offset  int64  // bytes from the file's beginning up to the damaged part
	Problem string // what was expected and what came
	Err     error  // nil, or io.ErrUnexpectedEOF
}

func (e *FormatError) Error() string {
	return "the .glyphs file is damaged: at byte " + strconv.FormatInt(e.Offset, 10) + " " + e.Problem +
		"; download or import it again"
}

// Unwrap returns e.Err.
func (e *FormatError) Unwrap() error { return e.Err }

// An UnsupportedError says that a file is no .glyphs file, or one of a later
// version than this program reads.
type UnsupportedError struct {
	Problem string // what the file is
	Remedy  string // what the person can do
}

func (e *UnsupportedError) Error() string { return e.Problem + "; " + e.Remedy }

// foreign returns the error for a file that begins otherwise than a .glyphs
// file does.
func foreign(start []byte) *UnsupportedError {
	for _, f := range []struct{ start, what, remedy string }{
		{"\x1f\x8b", "gzip data", "unpack it, or import it if it is an archive of images"},
		{"PK\x03\x04", "a zip archive", importRemedy},
		{"\x89PNG", "a PNG image", importRemedy},
		{"\xff\xd8\xff", "a JPEG image", importRemedy},
		{"\x00\x00\x08", "an IDX file", importRemedy},
		{"\x93NUMPY", "a NumPy array", importRemedy},
		{"\x80", "perhaps a Python pickle", importRemedy},
		{"version http", "a Git LFS pointer", "fetch the file itself with git lfs pull"},
	} {
		if bytes.HasPrefix(start, []byte(f.start)) {
			return &UnsupportedError{"this is " + f.what + ", not a .glyphs file", f.remedy}
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("<")):
		return &UnsupportedError{"this is an HTML or XML page, not a .glyphs file", "check the address that it came from"}
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return &UnsupportedError{"this is JSON, not a .glyphs file", "check the address that it came from"}
	}
	return &UnsupportedError{"this is not a .glyphs file: it begins with " + strconv.QuoteToASCII(string(start)),
		"if it is compressed (.br, .gz), unpack it; if it holds images, import it"}
}

const importRemedy = "make a .glyphs file of it with glyphlab import"
