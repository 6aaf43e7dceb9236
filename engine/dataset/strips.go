package dataset

// stripRows is how many rows a strip has, but for an image's last one.
const stripRows = 4

// strips changes the order of an image's pixels between rows and strips, the
// order of version 2.
type strips struct {
	info Info
	from []uint16 // the place among rows of each pixel in strips
	rows []byte   // an image's pixels, one a byte
	cuts []byte   // likewise, in strips
}

func newStrips(info Info) *strips {
	size := info.Height * info.Width
	s := &strips{info: info, from: make([]uint16, 0, size), rows: make([]byte, size), cuts: make([]byte, size)}
	for top := 0; top < info.Height; top += stripRows {
		for x := range info.Width {
			for y := top; y < min(top+stripRows, info.Height); y++ {
				s.from = append(s.from, uint16(y*info.Width+x))
			}
		}
	}
	return s
}

// cut returns the pixels in strips. They are valid until the next call.
func (s *strips) cut(rows []byte) []byte {
	for i, from := range s.from {
		s.cuts[i] = rows[from]
	}
	return s.cuts
}

// joinAll brings packed images back into rows, in place.
func (s *strips) joinAll(packed []byte) {
	for size := s.info.ImageBytes(); len(packed) >= size; packed = packed[size:] {
		s.join(packed[:size])
	}
}

func (s *strips) join(packed []byte) {
	if s.info.Bits == 4 {
		unpack(s.cuts, packed)
	} else {
		copy(s.cuts, packed)
	}
	for i, from := range s.from {
		s.rows[from] = s.cuts[i]
	}
	if s.info.Bits == 4 {
		pack(packed, s.rows)
	} else {
		copy(packed, s.rows)
	}
}
