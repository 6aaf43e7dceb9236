package intake

import (
	"fmt"
	"io"
	"io/fs"

	"glyphlab/engine/dataset"
	"glyphlab/wasm/intake/report"
)

// finished returns the name of the .glyphs file that the files are, if they
// are just that.
func finished(files fs.FS) (name string, ok bool) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil || len(entries) != 1 || entries[0].IsDir() {
		return "", false
	}
	name = entries[0].Name()
	f, err := files.Open(name)
	if err != nil {
		return "", false
	}
	defer f.Close()
	start := make([]byte, len(dataset.Magic))
	_, err = io.ReadFull(f, start)
	return name, err == nil && string(start) == dataset.Magic
}

// take checks a .glyphs file and writes it to w as it is.
func (r Reader) take(files fs.FS, name string, w io.Writer) (what report.Report, samples, labels []byte, err error) {
	f, err := files.Open(name)
	if err != nil {
		return what, nil, nil, err
	}
	defer f.Close()
	set, err := dataset.Read(io.TeeReader(f, w))
	if err != nil {
		return what, nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	info := set.Info
	if info.Height != side || info.Width != side {
		return what, nil, nil, fmt.Errorf("the images in %s have %d×%d pixels; those that are trained on here have %d×%d",
			name, info.Height, info.Width, side, side)
	}
	r.Progress(info.FileBytes(), info.FileBytes(), info.Images())
	what = report.Report{
		Title: info.Title, Origin: info.Origin, Height: info.Height, Width: info.Width, Classes: info.Classes,
		Counts: info.Counts, PerClass: make([][3]int, len(info.Classes)), Bytes: info.FileBytes(),
	}
	found := make([]int, len(info.Classes))
	for split, images := range set.Splits {
		for i := range images.Len() {
			label := images.Label(i)
			what.PerClass[label][split]++
			if found[label] == samplesPerClass {
				continue
			}
			found[label]++
			samples = append(samples, make([]byte, side*side)...)
			images.Pixels(samples[len(samples)-side*side:], i)
			labels = append(labels, byte(label))
		}
	}
	return what, samples, labels, trainable(info.Counts)
}
