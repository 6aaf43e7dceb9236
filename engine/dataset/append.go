package dataset

import (
	"slices"

	"glyphlab/engine/problem"
)

// Append adds a part's images to the set's, those of each split behind the ones
// that are there. The part must be whole; the set shares its memory. The error
// says why the part cannot be one of this set; then nothing has been added.
//
// Images are found by the number of their block, so a split's images come in
// whole blocks of 1024 but for its last ones.
func (s *Set) Append(part *Set) error {
	have, its := s.Info, part.Info
	switch {
	case its.Height != have.Height || its.Width != have.Width:
		return problem.New("its images are ", its.Height, "×", its.Width, ", the data set's ", have.Height, "×", have.Width)
	case its.Bits != have.Bits:
		return problem.New("its pixels have ", its.Bits, " bits, the data set's ", have.Bits)
	case !slices.Equal(its.Classes, have.Classes):
		return problem.New("its classes are not the data set's")
	}
	for split, images := range part.Splits {
		if err := s.fits(Split(split), images.count, its.Counts[split]); err != nil {
			return err
		}
	}
	for split, images := range part.Splits {
		to := s.Splits[split]
		to.blocks = append(to.blocks, images.blocks...)
		to.count += images.count
	}
	return nil
}

// fits returns why so many images more of a split cannot be added, of as many
// as the part's header announces.
func (s *Set) fits(split Split, count, announced int) error {
	have, all := s.Splits[split].count, s.Info.Counts[split]
	switch {
	case count != announced:
		return problem.New("only ", count, " of its ", announced, " ", split.String(), " images are there")
	case have+count > all:
		return problem.New("with its ", count, " ", split.String(), " images there would be ", have+count, ", and the data set has ", all)
	case count%blockImages != 0 && have+count < all:
		return problem.New("it has ", count, " ", split.String(), " images; only the last part may have a number that is no multiple of ", blockImages)
	}
	return nil
}
