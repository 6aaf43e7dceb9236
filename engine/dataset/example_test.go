package dataset_test

import (
	"bytes"
	"fmt"
	"io"

	"glyphlab/engine/dataset"
)

// twoBars returns the file of a data set with two images of 2×2 pixels.
func twoBars() []byte {
	var file bytes.Buffer
	w, err := dataset.NewWriter(&file, dataset.Info{
		Name: "bars", Title: "Two bars", Origin: "an example",
		Height: 2, Width: 2, Bits: 4,
		Classes: []string{"upright", "lying"},
		Counts:  [3]int{dataset.Training: 1, dataset.Validation: 1},
	})
	if err != nil {
		panic(err)
	}
	w.Add(dataset.Validation, 0, []byte{255, 0, 255, 0})
	w.Add(dataset.Training, 1, []byte{0, 0, 200, 200})
	if err := w.Close(); err != nil {
		panic(err)
	}
	return file.Bytes()
}

func ExampleRead() {
	set, err := dataset.Read(bytes.NewReader(twoBars()))
	if err != nil {
		fmt.Println(err)
		return
	}
	images := set.Splits[dataset.Training]
	pixels := make([]byte, set.Info.Height*set.Info.Width)
	images.Pixels(pixels, 0)
	fmt.Println(set.Info.Title, images.Len(), set.Info.Classes[images.Label(0)], pixels)
	// Output: Two bars 1 lying [0 0 204 204]
}

// A reader gives images while the rest of the file is on its way.
func ExampleReader() {
	r, err := dataset.NewReader(bytes.NewReader(twoBars()))
	if err != nil {
		fmt.Println(err)
		return
	}
	set := r.Set()
	for err = r.Next(); err == nil; err = r.Next() {
		fmt.Println(set.Splits[dataset.Validation].Len(), "validation,", set.Splits[dataset.Training].Len(), "training")
	}
	if err != io.EOF {
		fmt.Println(err)
	}
	// Output:
	// 1 validation, 0 training
	// 1 validation, 1 training
}

func ExampleNewWriter() {
	var file bytes.Buffer
	info := dataset.Info{
		Name: "bars", Title: "Two bars",
		Height: 1, Width: 2, Bits: 8,
		Classes: []string{"left", "right"},
		Counts:  [3]int{dataset.Training: 1},
	}
	w, err := dataset.NewWriter(&file, info)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Add(dataset.Training, 0, []byte{255, 0}); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(int64(file.Len()) == info.FileBytes())
	// Output: true
}

func ExampleUnsupportedError() {
	_, err := dataset.Read(bytes.NewReader([]byte("<!doctype html><title>Not found</title>")))
	fmt.Println(err)
	// Output: this is an HTML or XML page, not a .glyphs file; check the address that it came from
}
