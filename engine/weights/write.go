package weights

import (
	"math"

	"glyphlab/engine/crc32c"
	"glyphlab/engine/endian"
	"glyphlab/engine/problem"
)

// Encode returns the weights as a file has them. Its error is that of Check, or
// says which value float16 cannot hold (see [Weights.Halve]).
func (w *Weights) Encode() ([]byte, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	file := []byte(w.header())
	if len(file) > maxHeader {
		return nil, problem.New("the header of a file of weights takes at most ", maxHeader, " bytes, not ", len(file))
	}
	if w.Half {
		for i, v := range w.Values {
			h, ok := toHalf(v)
			if !ok {
				return nil, tooLarge(i, v)
			}
			file = endian.AppendUint16(file, h)
		}
	} else {
		for _, v := range w.Values {
			file = endian.AppendUint32(file, math.Float32bits(v))
		}
	}
	return endian.AppendUint32(file, crc32c.Update(0, file)), nil
}

func tooLarge(i int, v float32) error {
	return problem.New("weight ", i, " is ", float64(v), ": as float16 it must be from ", -maxHalf, " to ", maxHalf, "; keep float32")
}
