package state

// A Series is a number for every step, kept in at most some thousand buckets
// of equally many steps, so that a run of a million steps draws as fast as one
// of a thousand.
type Series struct {
	Per     int      // steps in a bucket
	Buckets []Bucket // in the order of the steps
	window  float64  // steps over which Smooth forgets
	smooth  float64  // so far
	weight  float64  // of what smooth has seen, towards 1
}

// Bucket is what a few steps in a row gave.
type Bucket struct {
	Mean   float64
	Smooth float64 // the exponential mean of all steps up to the last of these
	count  int
}

// buckets is how many of them a whole run fills at most: more than a chart has
// pixels.
const buckets = 2000

// NewSeries returns an empty series for a run of so many steps.
func NewSeries(steps int) Series {
	return Series{
		Per:    max(1, (steps+buckets-1)/buckets),
		window: max(8, float64(steps)/50),
	}
}

// Add adds the number of a step. Steps come in order.
func (s *Series) Add(step int, x float64) {
	// The plain exponential mean begins at zero; dividing by the weight of
	// what was seen makes the first steps count fully.
	decay := 1 - 1/s.window
	s.smooth = decay*s.smooth + (1-decay)*x
	s.weight = decay*s.weight + (1 - decay)
	i := step / s.Per
	for len(s.Buckets) <= i {
		s.Buckets = append(s.Buckets, Bucket{})
	}
	b := &s.Buckets[i]
	b.count++
	b.Mean += (x - b.Mean) / float64(b.count)
	b.Smooth = s.smooth / s.weight
}

// Max returns the largest running mean, or 0 for an empty series: how far an
// axis must go that a single outlier may leave.
func (s *Series) Max() float64 {
	m := 0.0
	for _, b := range s.Buckets {
		m = max(m, b.Smooth)
	}
	return m
}

// At returns the bucket that holds a step, if there is one.
func (s *Series) At(step int) (Bucket, bool) {
	if i := step / s.Per; step >= 0 && i < len(s.Buckets) && s.Buckets[i].count > 0 {
		return s.Buckets[i], true
	}
	return Bucket{}, false
}
