package importer

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/twins"
)

// The assignment's numbers of images.
const (
	AssignmentTraining   = 200_000
	AssignmentValidation = 10_000
)

// A plan says what each image is for and in which order it is written.
type plan struct {
	c        *collection
	options  Options
	byDigest []int32  // all images, so that those with the same pixels are together
	keys     []uint64 // by image: what orders those that come without an order
}

// makePlan decides about all images, and reports on it.
func makePlan(ctx context.Context, c *collection, o Options, report *Report) (*plan, error) {
	p := &plan{c: c, options: o}
	p.sort()
	p.decideTest()
	if err := p.findTestTwins(ctx, &report.TestTwins); err != nil {
		return nil, err
	}
	report.Unused = p.decideRest()
	report.BecameTest = p.take(dataset.Test)
	report.BecameValidation = p.take(dataset.Validation)
	report.Copies = p.findCopies()
	var err error
	report.Near, err = p.countNear(ctx)
	return p, err
}

// sort orders the images by content.
func (p *plan) sort() {
	p.byDigest = make([]int32, p.c.count)
	for i := range p.byDigest {
		p.byDigest[i] = int32(i)
	}
	slices.SortFunc(p.byDigest, func(a, b int32) int {
		x, y := &p.c.picture(int(a)).digest, &p.c.picture(int(b)).digest
		return cmp.Or(bytes.Compare(x[:], y[:]), cmp.Compare(a, b))
	})
	p.keys = make([]uint64, p.c.count)
	for same := range p.copies() {
		for copy, i := range same {
			p.keys[i] = key(p.c.picture(int(i)).digest, p.options.Seed, copy)
		}
	}
}

// key returns what orders an image, of which there are copies before it: the
// beginning of its SHA-256 for the first and seed 0, and otherwise of the
// SHA-256 of the seed, the number of copies and that SHA-256. So copies do not
// come in one batch.
func key(digest [sha256.Size]byte, seed uint64, copies int) uint64 {
	if seed != 0 || copies != 0 {
		b := binary.LittleEndian.AppendUint64(nil, seed)
		if copies != 0 {
			b = binary.LittleEndian.AppendUint64(b, uint64(copies))
		}
		digest = sha256.Sum256(append(b, digest[:]...))
	}
	return binary.BigEndian.Uint64(digest[:])
}

// copies returns the images that have the same pixels, each group in the
// order in which they were read.
func (p *plan) copies() func(yield func([]int32) bool) {
	return func(yield func([]int32) bool) {
		for begin := 0; begin < len(p.byDigest); {
			end := begin + 1
			for end < len(p.byDigest) && p.c.picture(int(p.byDigest[end])).digest == p.c.picture(int(p.byDigest[begin])).digest {
				end++
			}
			if !yield(p.byDigest[begin:end]) {
				return
			}
			begin = end
		}
	}
}

// decideTest finds the test images among those without a split of their own.
// Where there are both of notMNIST's archives the small one is the test, as in
// the assignment; otherwise the content decides.
func (p *plan) decideTest() {
	var large, small bool
	for i := range p.c.count {
		switch p.c.picture(i).split {
		case inLarge:
			large = true
		case inSmall:
			small = true
		}
	}
	for i := range p.c.count {
		picture := p.c.picture(i)
		switch {
		case picture.split <= dataset.Test:
		case large && small && picture.split == inSmall:
			picture.split = dataset.Test
		case large && small && picture.split == inLarge:
			picture.split = undecided
		case splitOf(picture.digest, p.options.Validation, p.options.Test) == dataset.Test:
			picture.split = dataset.Test
		default:
			picture.split = undecided
		}
	}
}

// splitOf decides by bytes 4 to 7 of a digest. Their last two decimal digits,
// the last one first, are a number below 100: those below test are for the
// test, the next ones for validation. With 10 and 10 that is: a number that
// ends in 0 is for the test, one that ends in 1 for validation.
func splitOf(digest [sha256.Size]byte, validation, test int) dataset.Split {
	n := int(binary.BigEndian.Uint32(digest[4:]) % 100)
	switch n = n%10*10 + n/10; {
	case n < test:
		return dataset.Test
	case n < test+validation:
		return dataset.Validation
	}
	return dataset.Training
}

// findTestTwins counts the images for training and validation that are in the
// test too, or nearly, and takes them out if asked.
func (p *plan) findTestTwins(ctx context.Context, report *TestTwins) error {
	const test, rest = 0, 1
	near, err := p.search(ctx, func(split dataset.Split) int {
		if split == dataset.Test {
			return test
		}
		return rest
	}, func(first, second int) bool { return first != second })
	if err != nil {
		return err
	}
	report.LeftOut = p.options.LeaveOutTwins
	isTest := func(i int32) bool { return p.c.picture(int(i)).split == dataset.Test }
	for same := range p.copies() {
		exact := slices.ContainsFunc(same, isTest)
		alike := slices.ContainsFunc(same, func(i int32) bool { return near[i] != 0 })
		if !exact && !alike {
			continue
		}
		for _, i := range same {
			if isTest(i) {
				continue
			}
			if exact {
				report.Exact++
			} else {
				report.Near++
			}
			p.c.picture(int(i)).out = p.options.LeaveOutTwins
		}
	}
	return nil
}

// decideRest divides what is left between training and validation. It returns
// how many images the assignment's numbers leave unused.
func (p *plan) decideRest() (unused int) {
	var rest []int32
	for i := range p.c.count {
		if picture := p.c.picture(i); picture.split == undecided && !picture.out {
			rest = append(rest, int32(i))
		}
	}
	if !p.options.Assignment || len(rest) < AssignmentTraining+AssignmentValidation {
		for i := range p.c.count {
			if picture := p.c.picture(i); picture.split == undecided {
				picture.split = splitOf(picture.digest, p.options.Validation, p.options.Test)
				if picture.split == dataset.Test {
					picture.split = dataset.Training // of notMNIST_large, whose test is another archive
				}
			}
		}
		return 0
	}
	// Validation takes the first by content, so that copies are on one side.
	first := make([]uint64, p.c.count)
	for same := range p.copies() {
		for _, i := range same {
			first[i] = p.keys[same[0]]
		}
	}
	p.sortByKey(rest, first)
	for _, i := range rest[:AssignmentValidation] {
		p.c.picture(int(i)).split = dataset.Validation
	}
	rest = rest[AssignmentValidation:]
	p.sortByKey(rest, p.keys)
	for _, i := range rest[:AssignmentTraining] {
		p.c.picture(int(i)).split = dataset.Training
	}
	for i := range p.c.count {
		if picture := p.c.picture(i); picture.split == undecided {
			picture.split, picture.out = dataset.Training, true
		}
	}
	return len(rest) - AssignmentTraining
}

// take makes training images validation or test images if there are none of
// these, by their content, and returns how many.
func (p *plan) take(split dataset.Split) (moved int) {
	for i := range p.c.count {
		if picture := p.c.picture(i); picture.split == split && !picture.out {
			return 0
		}
	}
	for i := range p.c.count {
		picture := p.c.picture(i)
		if picture.split == dataset.Training && !picture.out && splitOf(picture.digest, p.options.Validation, p.options.Test) == split {
			picture.split = split
			moved++
		}
	}
	return moved
}

// rank orders the splits by how little should be taken from them.
func rank(s dataset.Split) int { return int(dataset.Test - s) }

// findCopies counts the images whose pixels another one has too, and takes
// them out if asked.
func (p *plan) findCopies() Copies {
	copies := Copies{LeftOut: p.options.LeaveOutCopies}
	for same := range p.copies() {
		same = slices.DeleteFunc(slices.Clone(same), func(i int32) bool { return p.c.picture(int(i)).out })
		if len(same) < 2 {
			continue
		}
		first := p.c.picture(int(slices.MinFunc(same, func(a, b int32) int {
			return cmp.Or(cmp.Compare(rank(p.c.picture(int(a)).split), rank(p.c.picture(int(b)).split)), cmp.Compare(a, b))
		})))
		for _, i := range same {
			picture := p.c.picture(int(i))
			if picture == first {
				continue
			}
			picture.out = p.options.LeaveOutCopies
			if picture.split == first.split {
				copies.Within++
			} else {
				copies.Across++
			}
			if picture.class != first.class {
				copies.Relabels++
			}
		}
	}
	return copies
}

// countNear counts the images that will be written and are nearly another.
func (p *plan) countNear(ctx context.Context) (near Near, err error) {
	found, err := p.search(ctx, rank, func(first, second int) bool { return true })
	if err != nil {
		return near, err
	}
	for i, groups := range found {
		if groups == 0 {
			continue
		}
		if groups&(1<<rank(p.c.picture(i).split)) != 0 {
			near.Within++
		}
		if groups&^(1<<rank(p.c.picture(i).split)) != 0 {
			near.Across++
		}
	}
	return near, nil
}

// search looks for twins among the images that are not left out. Of copies in
// one group the first stands for all: others are found by their digest.
func (p *plan) search(ctx context.Context, group func(dataset.Split) int, compared func(first, second int) bool) ([]uint8, error) {
	var taking []int32
	for same := range p.copies() {
		var seen uint8
		for _, i := range same {
			picture := p.c.picture(int(i))
			if bit := uint8(1) << group(picture.split); !picture.out && seen&bit == 0 {
				seen |= bit
				taking = append(taking, i)
			}
		}
	}
	slices.Sort(taking)
	s := twins.Search{
		Images:   len(taking),
		Print:    func(i int) *twins.Print { return p.c.print(int(taking[i])) },
		Group:    func(i int) int { return group(p.c.picture(int(taking[i])).split) },
		Compared: compared,
		Pixels:   func(dst []byte, i int) error { return p.c.pixels(dst, int(taking[i])) },
		Size:     p.c.height * p.c.width,
	}
	found, err := s.Run(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]uint8, p.c.count)
	for i, groups := range found {
		all[taking[i]] = groups
	}
	return all, nil
}

// forgetPrints makes room once the twins have been found.
func (p *plan) forgetPrints() {
	for _, chunk := range p.c.chunks {
		chunk.prints = nil
	}
}

// counts returns how many images of each split will be written.
func (p *plan) counts() (counts [3]int) {
	for i := range p.c.count {
		if picture := p.c.picture(i); !picture.out {
			counts[picture.split]++
		}
	}
	return counts
}

// perClass returns how many images of each class and split will be written.
// The classes are in the order of their labels.
func (p *plan) perClass(classes int) [][3]int {
	n := make([][3]int, classes)
	for i := range p.c.count {
		if picture := p.c.picture(i); !picture.out {
			n[p.c.classes.label(picture.class)][picture.split]++
		}
	}
	return n
}

// order returns the images of a split as they are written: those whose source
// has an order in that order, the others behind them in that of their keys.
func (p *plan) order(split dataset.Split) []int32 {
	var order, mixed []int32
	for i := range p.c.count {
		switch picture := p.c.picture(i); {
		case picture.split != split || picture.out:
		case picture.own:
			order = append(order, int32(i))
		default:
			mixed = append(mixed, int32(i))
		}
	}
	p.sortByKey(mixed, p.keys)
	return append(order, mixed...)
}

func (p *plan) sortByKey(images []int32, keys []uint64) {
	slices.SortFunc(images, func(a, b int32) int { return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(a, b)) })
}
