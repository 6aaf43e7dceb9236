package importer

import (
	"bytes"
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
	"glyphlab/engine/dataset/numpy"
	"glyphlab/engine/dataset/pickle"
	"glyphlab/engine/dataset/twins"
)

// An intake reads sources into a collection.
type intake struct {
	ctx     context.Context
	options Options
	into    *collection
	leftOut LeftOut
	fitted  int // images that were brought to another size

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

// took is called after every image, with how much had been read by then.
func (in *intake) took(read int64) error {
	if in.options.Progress != nil {
		in.options.Progress(min(read, in.total), in.total)
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
	return in.files(s, func(each func(folders.File) error) error {
		return folders.Walk(metered{folder, &in.bytes}, each)
	})
}

// file reads an archive, arrays, or an IDX file and its companion.
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
	kind, err := recognize(start, path.Ext(s.Path))
	if err != nil {
		return err
	}
	if kind == tarArchive {
		return in.files(s, func(each func(folders.File) error) error { return folders.Tar(b, each) })
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	r := f.(io.ReaderAt) // metered files are
	switch kind {
	case npzFile:
		arrays, err := numpy.ReadNPZ(r, info.Size())
		if err != nil {
			return err
		}
		return in.arrays(s, arrays)
	case pickleFile:
		arrays, err := pickle.Read(r, info.Size())
		if err != nil {
			return err
		}
		return in.arrays(s, arrays)
	}
	return in.files(s, func(each func(folders.File) error) error { return folders.Zip(r, info.Size(), each) })
}

const tarBlock = 512

// A kind of file that can be imported and is not known by its name.
type kind int

const (
	tarArchive kind = iota
	zipArchive
	npzFile
	pickleFile
)

// recognize returns what a file is that begins like this, or an error that
// says that it cannot be imported, and what it is. The extension counts only
// where the beginning says nothing: pickles of protocols 0 and 1.
func recognize(start []byte, extension string) (kind, error) {
	begins := func(with string) bool { return strings.HasPrefix(string(start), with) }
	switch {
	case len(start) == 0:
		return 0, errors.New("the file is empty")
	case begins(dataset.Magic):
		return 0, errors.New("this is a .glyphs file already; serve and train take it as it is")
	case begins("\x00\x00\x08"):
		return 0, fmt.Errorf("this is an IDX file whose name does not say what it holds; call it as MNIST does, for example %v", idx.Name{Prefix: "train", Images: true, Join: "-"})
	case begins("\x89PNG"), begins("\xff\xd8\xff"), begins("GIF8"):
		return 0, errors.New("this is a single image; import the folder that holds the folders of the classes")
	case begins(numpy.Magic):
		return 0, errors.New("this is a single NumPy array; save images and labels together: numpy.savez(\"letters.npz\", images=…, labels=…)")
	case begins("PK\x03\x04") && bytes.Contains(start[:min(len(start), 300)], []byte(".npy")):
		return npzFile, nil
	case begins("PK\x03\x04"), begins("PK\x05\x06"):
		return zipArchive, nil
	case len(start) == tarBlock && string(start[257:262]) == "ustar":
		return tarArchive, nil
	case start[0] == 0x80 && len(start) > 1 && start[1] <= 5, extension == ".pickle", extension == ".pkl":
		return pickleFile, nil
	}
	return 0, fmt.Errorf("this is neither a tar archive nor an IDX file: it begins with %q", start[:min(len(start), 16)])
}

// files takes in what read passes to its argument: the files of an archive or
// a folder.
func (in *intake) files(s Source, read func(each func(folders.File) error) error) error {
	side := in.options.Side
	if side == 0 {
		side = folders.Side
	}
	return crew(twins.NewPrinter(side, side), func(pass func(sheet) error) error {
		return read(func(f folders.File) error {
			return pass(sheet{file: f, side: side, split: archiveOf(s.Name, f.Path), read: in.bytes})
		})
	}, func(sh *sheet) error {
		if sh.err != nil {
			in.leftOut.add(s.Name+": "+sh.file.Path, sh.err)
			return in.took(sh.read)
		}
		if err := in.into.size(side, side); err != nil {
			return err
		}
		class, err := in.into.classes.number(sh.file.Class)
		if err != nil {
			return err
		}
		return in.add(sh, class)
	})
}

// add takes an image into the collection.
func (in *intake) add(sh *sheet, class byte) error {
	if most := in.options.MostImages; most > 0 && in.into.count == most {
		return fmt.Errorf("there are more than %d images, which is more than can be taken here; glyphlab import takes them", most)
	}
	if err := in.into.add(sh, class); err != nil {
		return err
	}
	if sh.fitted {
		in.fitted++
	}
	return in.took(sh.read)
}

// archiveOf says which of notMNIST's archives an image is from, by the folders
// that it lies in or else by what the person named.
func archiveOf(source, file string) dataset.Split {
	for dir := range strings.SplitSeq(file+"/"+path.Base(source), "/") {
		switch {
		case hasPrefixFold(dir, "notMNIST_large"):
			return inLarge
		case hasPrefixFold(dir, "notMNIST_small"):
			return inSmall
		}
	}
	return undecided
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// labelled takes in images of one size that come with the numbers of their
// labels, in their order: what next returns until it returns io.EOF. Next
// reads the pixels of image i into its argument.
func (in *intake) labelled(height, width int, split dataset.Split, next func(i int, pixels []byte) (label int, err error)) error {
	side := in.options.Side
	shape := [2]int{height, width}
	if side > 0 {
		height, width = side, side
	}
	if err := in.into.size(height, width); err != nil {
		return err
	}
	return crew(twins.NewPrinter(height, width), func(pass func(sheet) error) error {
		for i := 0; ; i++ {
			pixels := make([]byte, shape[0]*shape[1])
			label, err := next(i, pixels)
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			class, err := in.into.classes.labelled(i, label)
			if err != nil {
				return err
			}
			if err := pass(sheet{pixels: pixels, shape: shape, side: side, class: class, split: split, read: in.bytes}); err != nil {
				return err
			}
		}
	}, func(sh *sheet) error { return in.add(sh, sh.class) })
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
	return in.together(images.Height, images.Width, images.Count, labels.Count, split, images.Next, labels.Next)
}

// together takes in images and labels that come from two places.
func (in *intake) together(height, width, images, labels int, split dataset.Split, image func([]byte) error, label func() (int, error)) error {
	if images != labels {
		return fmt.Errorf("there are %d images and %d labels; they do not belong together", images, labels)
	}
	return in.labelled(height, width, split, func(_ int, pixels []byte) (int, error) {
		err := image(pixels)
		l, labelErr := label()
		if err == nil || err == io.EOF {
			err = labelErr
		}
		return l, err
	})
}
