package engine

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
)

func TestAScoreSaysHowImagesAreClassified(t *testing.T) {
	images := drawn(60)
	size := Shape{28, 28, 1}
	m := mustCompile(t, Strides(size, 10), 7)
	score, err := Evaluate(m, images, nil)
	if err != nil {
		t.Fatal(err)
	}
	assessment, err := EvaluateTogether([]*Model{m}, images, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Assessment{Score: Score{Count: 60, Confusion: make([]int, 100)}}
	one, err := m.WithBatch(1)
	if err != nil {
		t.Fatal(err)
	}
	for i, label := range images.labels {
		answer, p := classified(t, one, images, i)
		want.Confusion[10*label+answer]++
		if answer == label {
			want.Correct++
		}
		want.Loss -= math.Log(p[label]) / 60
	}
	compare(t, Assessment{Score: score, Loss: want.Loss}, want)
	compare(t, assessment, want)
	if want.Correct+len(assessment.Mistakes) != 60 {
		t.Errorf("%d right and %d mistakes of 60", want.Correct, len(assessment.Mistakes))
	}
	for _, mistake := range assessment.Mistakes {
		answer, p := classified(t, one, images, mistake.Image)
		if mistake.Label != images.labels[mistake.Image] || mistake.Answer != answer || answer == mistake.Label || math.Abs(mistake.Probability-p[answer]) > 1e-9 {
			t.Errorf("%+v: the answer is %d with %v, the label %d", mistake, answer, p[answer], images.labels[mistake.Image])
		}
	}
}

func TestAnAssessmentIsTheSameInParts(t *testing.T) {
	images := drawn(60)
	m := mustCompile(t, Strides(Shape{28, 28, 1}, 10), 7)
	m.Initialize(3)
	assess := func(from, to int) Assessment {
		a, err := EvaluateTogether([]*Model{m}, glyphs{28, 28, images.pixels[784*from : 784*to], images.labels[from:to]}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	whole, parts := assess(0, 60), assess(0, 16)
	parts.Append(assess(16, 59))
	parts.Append(assess(59, 60))
	compare(t, parts, whole)
	if len(whole.Mistakes) == 0 || !slices.Equal(parts.Mistakes, whole.Mistakes) {
		t.Errorf("mistakes %v, as a whole %v", parts.Mistakes, whole.Mistakes)
	}
}

// classified returns the answer to an image and the probabilities.
func classified(t *testing.T, m *Model, images glyphs, i int) (int, []float64) {
	t.Helper()
	if err := m.SetImage(0, images.pixels[i*784:][:784]); err != nil {
		t.Fatal(err)
	}
	if err := m.Forward(1); err != nil {
		t.Fatal(err)
	}
	p := make([]float64, m.Classes())
	for j, z := range m.Logits() {
		p[j] = float64(z)
	}
	logSum := floats.LogSumExp(p)
	for j := range p {
		p[j] = math.Exp(p[j] - logSum)
	}
	return floats.MaxIdx(p), p
}

func compare(t *testing.T, got, want Assessment) {
	t.Helper()
	if got.Correct != want.Correct || got.Count != want.Count || math.Abs(got.Loss-want.Loss) > 1e-9 {
		t.Errorf("%d of %d right, loss %v, want %d of %d, %v", got.Correct, got.Count, got.Loss, want.Correct, want.Count, want.Loss)
	}
	for i, n := range want.Confusion {
		if got.Confusion[i] != n {
			t.Errorf("%d images of class %d are called %d, want %d", got.Confusion[i], i/10, i%10, n)
		}
	}
}

func TestModelsAndVariantsAreEvaluatedByTheirMean(t *testing.T) {
	images := drawn(20)
	var models, ones []*Model
	for i := range 3 {
		m := mustCompile(t, Strides(Shape{28, 28, 1}, 10), 7)
		m.Initialize(uint64(i))
		one, err := m.WithBatch(1)
		if err != nil {
			t.Fatal(err)
		}
		models, ones = append(models, m), append(ones, one)
	}
	vary := func(pixels []byte, i, v int) {
		for j := range pixels {
			pixels[j] += byte(v * (i + 1))
		}
	}
	mean := func(models []*Model, variants int) Assessment {
		score := Assessment{Score: Score{Count: 20, Confusion: make([]int, 100)}}
		for i, label := range images.labels {
			sum := make([]float64, 10)
			for v := range variants {
				varied := glyphs{28, 28, append([]byte(nil), images.pixels...), images.labels}
				vary(varied.pixels[i*784:][:784], i, v)
				for _, m := range models {
					_, p := classified(t, m, varied, i)
					floats.Add(sum, p)
				}
			}
			answer := floats.MaxIdx(sum)
			score.Confusion[10*label+answer]++
			if answer == label {
				score.Correct++
			}
			score.Loss -= math.Log(sum[label]/float64(variants*len(models))) / 20
		}
		return score
	}
	together, err := EvaluateTogether(models, images, nil)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, together, mean(ones, 1))
	for _, of := range []int{1, 3} {
		varied, err := EvaluateVaried(models[:of], Variants{4, vary}, images, nil)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, varied, mean(ones[:of], 4))
	}
	if _, err := EvaluateTogether(models, images, func() bool { return false }); err != ErrStopped {
		t.Errorf("an evaluation that is stopped ends with %v", err)
	}
}

func TestWhatCannotBeEvaluatedTogetherIsRefused(t *testing.T) {
	images := drawn(10)
	size := Shape{28, 28, 1}
	m := mustCompile(t, Strides(size, 10), 7)
	for _, c := range []struct {
		models []*Model
		want   string
	}{
		{nil, "there is no model to evaluate"},
		{[]*Model{m, mustCompile(t, Strides(size, 9), 7)}, "model 2 takes batches of 7 images of 28×28×1 and has 9 classes"},
		{[]*Model{m, m, mustCompile(t, Strides(size, 10), 6)}, "model 3 takes batches of 6"},
	} {
		if _, err := EvaluateTogether(c.models, images, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
	if _, err := EvaluateVaried([]*Model{m}, Variants{}, images, nil); err == nil || !strings.Contains(err.Error(), "0 variants of each image") {
		t.Errorf("error %v", err)
	}
}

func TestTheIntervalIsWilsons(t *testing.T) {
	for _, c := range []struct {
		correct, count int
		low, high      float64
	}{
		{0, 10, 0, 27.7533},
		{10, 10, 72.2467, 100},
		{81, 263, 25.5288, 36.6210}, // Newcombe 1998, table I: 0.2553 to 0.3662
		{15, 148, 6.2386, 16.0487},  // 0.0624 to 0.1605
		{9417, 10000, 93.6936, 94.6125},
	} {
		low, high := Score{Correct: c.correct, Count: c.count}.Interval()
		if math.Abs(low-c.low) > 2e-4 || math.Abs(high-c.high) > 2e-4 {
			t.Errorf("%d of %d: from %v to %v, want %v to %v", c.correct, c.count, low, high, c.low, c.high)
		}
	}
}
