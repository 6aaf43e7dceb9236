package importer

import (
	"crypto/sha256"
	"image"
	"runtime"
	"sync"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/folders"
	"glyphlab/engine/dataset/picture"
	"glyphlab/engine/dataset/twins"
)

// A sheet is one image on its way into the collection, or a file that may be
// one.
type sheet struct {
	file  folders.File // to decode, unless there are pixels
	split dataset.Split
	class byte  // its number; unless there is a file, whose class has a name
	read  int64 // bytes of all sources that were read when it was
	side  int   // that the image is brought to; 0 if it stays as it is

	pixels []byte
	shape  [2]int // their height and width; unless there is a file
	fitted bool   // they had another size
	err    error  // why the file cannot be used
	digest [sha256.Size]byte
	print  twins.Print
}

// prepare does what takes time and depends on the image alone.
func (s *sheet) prepare(printer *twins.Printer) {
	switch {
	case s.pixels == nil:
		if s.pixels, s.fitted, s.err = s.file.Pixels(s.side); s.err != nil {
			return
		}
		s.file.Data = nil
	case s.side > 0:
		s.fitted = s.shape != [2]int{s.side, s.side}
		s.pixels = picture.Fit(&image.Gray{Pix: s.pixels, Stride: s.shape[1], Rect: image.Rect(0, 0, s.shape[1], s.shape[0])}, s.side)
	}
	s.digest = sha256.Sum256(s.pixels)
	s.print = printer.Print(s.pixels)
}

// As many sheets go from one goroutine to the next together, or fewer whose
// files are large.
const (
	sheetsAtOnce = 128
	bytesAtOnce  = 8 << 20
)

// A batch of sheets is ready when its channel is closed.
type batch struct {
	sheets []sheet
	ready  chan struct{}
}

// crew has all cores prepare what read passes to its argument, and passes it
// on to take, in the same order and one at a time. It stops at the first error
// of either, which it returns; what was read before an error of read is taken.
// What is under way is bounded: a few batches for each core.
func crew(printer *twins.Printer, read func(pass func(sheet) error) error, take func(*sheet) error) error {
	workers := runtime.GOMAXPROCS(0)
	todo, inOrder := make(chan *batch, 2*workers), make(chan *batch, 2*workers)
	stop := make(chan struct{})
	var readErr error
	var all sync.WaitGroup
	all.Go(func() {
		defer close(todo)
		defer close(inOrder)
		readErr = readBatches(read, func(b *batch) error {
			select {
			case inOrder <- b:
				todo <- b // the workers take every batch, even when stopped
				return nil
			case <-stop:
				return errStopped
			}
		})
	})
	for range workers {
		all.Go(func() {
			for b := range todo {
				for i := range b.sheets {
					b.sheets[i].prepare(printer)
				}
				close(b.ready)
			}
		})
	}
	err := takeBatches(inOrder, take)
	close(stop)
	all.Wait()
	if err == nil && readErr != errStopped {
		err = readErr
	}
	return err
}

type stopped struct{}

func (stopped) Error() string { return "nobody takes what is read" }

var errStopped error = stopped{}

// readBatches passes on what read passes to it in batches, the last ones too
// when read fails.
func readBatches(read func(pass func(sheet) error) error, pass func(*batch) error) error {
	fresh := func() *batch { return &batch{ready: make(chan struct{}), sheets: make([]sheet, 0, sheetsAtOnce)} }
	b, bytes := fresh(), 0
	err := read(func(s sheet) error {
		b.sheets = append(b.sheets, s)
		bytes += len(s.file.Data)
		if len(b.sheets) < sheetsAtOnce && bytes < bytesAtOnce {
			return nil
		}
		full := b
		b, bytes = fresh(), 0
		return pass(full)
	})
	if len(b.sheets) > 0 && err != errStopped {
		if passErr := pass(b); err == nil {
			err = passErr
		}
	}
	return err
}

func takeBatches(inOrder <-chan *batch, take func(*sheet) error) error {
	for b := range inOrder {
		<-b.ready
		for i := range b.sheets {
			if err := take(&b.sheets[i]); err != nil {
				return err
			}
		}
	}
	return nil
}
