package state

import "glyphlab/wasm/message"

// Test is how a run that is done classifies the images of the test set.
type Test struct {
	Correct, Count int
	Low, High      float64 // bounds of the accuracy in %, with 95 % confidence
	Classes        []ClassTest
	Shown          bool // instead of the network's layers
}

// ClassTest is what became of the test images of one class.
type ClassTest struct {
	Class        string
	Right, Count int
	Mistaken     string // the class that its images were most often taken for; empty if all are right
	Mistakes     int    // how many of them
}

// Accuracy returns the share that is right, in %, 0 if the class has no images.
func (c ClassTest) Accuracy() float64 { return 100 * float64(c.Right) / float64(max(1, c.Count)) }

// newTest reads a table of answers.
func newTest(m *message.Evaluated, classes []string) *Test {
	t := &Test{Correct: m.Correct, Count: m.Count, Low: m.Low, High: m.High, Shown: true}
	n := len(classes)
	if len(m.Confusion) != n*n {
		return t
	}
	for i, class := range classes {
		c := ClassTest{Class: class}
		for j, images := range m.Confusion[i*n:][:n] {
			c.Count += images
			switch {
			case i == j:
				c.Right = images
			case images > c.Mistakes:
				c.Mistaken, c.Mistakes = classes[j], images
			}
		}
		t.Classes = append(t.Classes, c)
	}
	return t
}

// Interval says within which bounds the accuracy is, with 95 % confidence.
func (t *Test) Interval() string {
	low := Percent(t.Low)
	return low[:len(low)-1] + "–" + Percent(t.High)
}

// TestShown reports whether the test's classes are shown rather than the
// network's layers.
func (p *Page) TestShown() bool { return p.Test != nil && p.Test.Shown }

// TurnTest shows the other of the two.
func (p *Page) TurnTest() {
	if p.Test != nil {
		p.Test.Shown = !p.Test.Shown
		p.changed()
	}
}
