package numpy

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
)

// ReadNPZ returns the arrays of a .npz file, which is a zip archive of .npy
// files, by their names.
func ReadNPZ(r io.ReaderAt, size int64) (map[string]*Array, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("the .npz file is damaged or incomplete; save or download it again: %w", err)
	}
	arrays := map[string]*Array{}
	for _, f := range z.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue
		}
		if arrays[name], err = openNPY(f); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return arrays, nil
}

func openNPY(f *zip.File) (*Array, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	a, err := ReadHeader(r)
	if err != nil {
		return nil, err
	}
	a.Open = func() (io.Reader, error) {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		_, err = ReadHeader(r)
		return r, err
	}
	return a, nil
}
