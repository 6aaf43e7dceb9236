package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/folders"
	"glyphlab/engine/dataset/idx"
	"glyphlab/engine/dataset/internal/unpacked"
)

// An intake reads sources into a collection.
type intake struct {
	ctx     context.Context
	options Options
	into    *collection
	leftOut LeftOut

	bytes, total int64         // read, to read
	pairs        map[pair]bool // that were read
}

// A pair is an IDX file of images and its labels.
type pair struct {
	folder string // as the person named it
	prefix string // of both files' names
}

// measure adds what a source holds to the total.
func (in *intake) measure(s Source) error {
	return fs.WalkDir(s.Files, s.Path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", s.Name, err)
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			in.total += info.Size()
		}
		return in.ctx.Err()
	})
}

// took is called after every image.
func (in *intake) took() error {
	if in.options.Progress != nil {
		in.options.Progress(min(in.bytes, in.total), in.total)
	}
	return in.ctx.Err()
}

// read reads a source, whatever it is.
func (in *intake) read(s Source) error {
	info, err := fs.Stat(s.Files, s.Path)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", s.Name, err)
	}
	if info.IsDir() {
		err = in.folder(s)
	} else {
		err = in.file(s)
	}
	if err != nil && in.ctx.Err() == nil {
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	return err
}

// folder reads the IDX files of a folder if it has some, else the images in
// its class folders.
func (in *intake) folder(s Source) error {
	entries, err := fs.ReadDir(s.Files, s.Path)
	if err != nil {
		return err
	}
	paired := false
	for _, split := range dataset.FileOrder {
		for _, entry := range entries {
			if name, ok := idx.ParseName(entry.Name()); ok && name.Split == split && !entry.IsDir() {
				paired = true
				if err := in.pair(s.Files, path.Join(s.Path, entry.Name()), name, s.Name); err != nil {
					return err
				}
			}
		}
	}
	if paired {
		return nil
	}
	folder, err := fs.Sub(s.Files, s.Path)
	if err != nil {
		return err
	}
	return folders.Walk(metered{folder, &in.bytes}, in.take(s))
}

// file reads an archive, or an IDX file and its companion.
func (in *intake) file(s Source) error {
	if name, ok := idx.ParseName(path.Base(s.Path)); ok {
		return in.pair(s.Files, s.Path, name, path.Dir(s.Name))
	}
	f, err := metered{s.Files, &in.bytes}.Open(s.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := unpacked.Reader(f)
	if err != nil {
		return err
	}
	start, err := b.Peek(tarBlock)
	if err != nil && err != io.EOF {
		return fmt.Errorf("the file is damaged or incomplete; download it again: %w", err)
	}
	if err := recognize(start); err != nil {
		return err
	}
	return folders.Tar(b, in.take(s))
}

const tarBlock = 512

// recognize returns nil if a file begins as an archive does, else an error
// that says what it is.
func recognize(start []byte) error {
	begins := func(with string) bool { return strings.HasPrefix(string(start), with) }
	switch {
	case len(start) == 0:
		return errors.New("the file is empty")
	case begins(dataset.Magic):
		return errors.New("this is a .glyphs file already; serve and train take it as it is")
	case begins("\x00\x00\x08"):
		return fmt.Errorf("this is an IDX file whose name does not say what it holds; call it as MNIST does, for example %v", idx.Name{Prefix: "train", Images: true, Join: "-"})
	case begins("PK\x03\x04"):
		return errors.New("this is a zip archive; unpack it and import the folder")
	case begins("\x89PNG"):
		return errors.New("this is a single image; import the folder that holds the folders of the classes")
	case len(start) == tarBlock && string(start[257:262]) == "ustar":
		return nil
	}
	return fmt.Errorf("this is neither a tar archive nor an IDX file: it begins with %q", start[:min(len(start), 16)])
}

// take returns what takes in the files of an archive or a folder.
func (in *intake) take(s Source) func(folders.File) error {
	return func(f folders.File) error {
		if f.Err != nil {
			in.leftOut.add(s.Name+": "+f.Path, f.Err)
			return in.took()
		}
		if err := in.into.size(folders.Side, folders.Side); err != nil {
			return err
		}
		class, err := in.into.classes.number(f.Class)
		if err != nil {
			return err
		}
		in.into.add(f.Pixels, class, bySHA256)
		return in.took()
	}
}

// pair reads the IDX images and labels of which one file is named. What is
// named twice, say by both files or plain and gzipped, is read once.
func (in *intake) pair(files fs.FS, file string, name idx.Name, folder string) error {
	p := pair{path.Clean(folder), name.Prefix}
	if in.pairs[p] {
		return nil
	}
	if in.pairs == nil {
		in.pairs = map[pair]bool{}
	}
	in.pairs[p] = true
	other, err := companion(files, file, name)
	if err != nil {
		return err
	}
	images, labels := file, other
	if !name.Images {
		images, labels = other, file
	}
	if err := in.pairFiles(metered{files, &in.bytes}, images, labels, name.Split); err != nil {
		return fmt.Errorf("%s and %s: %w", path.Base(images), path.Base(labels), err)
	}
	return nil
}

// companion finds the labels to images or the images to labels, packed the
// same way or not.
func companion(files fs.FS, file string, name idx.Name) (string, error) {
	other := path.Join(path.Dir(file), name.Companion().String())
	names := []string{other, other + ".gz"}
	if strings.HasSuffix(file, ".gz") {
		names[0], names[1] = names[1], names[0]
	}
	for _, n := range names {
		if info, err := fs.Stat(files, n); err == nil && info.Mode().IsRegular() {
			return n, nil
		}
	}
	return "", fmt.Errorf("%s needs %s beside it, plain or gzipped, and it is not there", path.Base(file), path.Base(other))
}

func (in *intake) pairFiles(files fs.FS, imagesPath, labelsPath string, split dataset.Split) error {
	imagesFile, err := files.Open(imagesPath)
	if err != nil {
		return err
	}
	defer imagesFile.Close()
	labelsFile, err := files.Open(labelsPath)
	if err != nil {
		return err
	}
	defer labelsFile.Close()
	images, err := idx.NewImages(imagesFile)
	if err != nil {
		return err
	}
	labels, err := idx.NewLabels(labelsFile)
	if err != nil {
		return err
	}
	if images.Count != labels.Count {
		return fmt.Errorf("there are %d images and %d labels; they do not belong together", images.Count, labels.Count)
	}
	if err := in.into.size(images.Height, images.Width); err != nil {
		return err
	}
	numbers, err := in.into.classes.indexed()
	if err != nil {
		return err
	}
	pixels := make([]byte, images.Height*images.Width)
	for i := 0; ; i++ {
		err := images.Next(pixels)
		label, labelErr := labels.Next()
		if err == io.EOF && labelErr == io.EOF {
			return nil
		}
		if err == nil {
			err = labelErr
		}
		if err != nil {
			return err
		}
		if label >= len(numbers) {
			return fmt.Errorf("image %d has label %d, but only %d classes have a name; name all of them (-classes)",
				i, label, len(numbers))
		}
		in.into.add(pixels, numbers[label], split)
		if err := in.took(); err != nil {
			return err
		}
	}
}
