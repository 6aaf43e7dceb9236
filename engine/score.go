package engine

import "math"

// Score is how some images are classified.
type Score struct {
	Correct   int   // how many as they are labelled
	Count     int   // of how many
	Confusion []int // how many images of each label got each answer: [label, answer]

	classes int
}

// Accuracy returns the share that is right, in %.
func (s Score) Accuracy() float64 { return 100 * float64(s.Correct) / float64(s.Count) }

// Interval returns bounds, in %, that hold the accuracy on all images of the
// kind with 95 % confidence, if these are a random choice of them (Wilson
// 1927). With p the share that is right, n the count and z = 1.96 they are
//
//	(p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n)
func (s Score) Interval() (low, high float64) {
	const z = 1.959963984540054 // 97.5 % of the standard normal distribution lie below
	n := float64(s.Count)
	p := float64(s.Correct) / n
	middle, margin := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 100 / (1 + z*z/n)
	return max(0, scale*(middle-margin)), min(100, scale*(middle+margin))
}
