package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"glyphlab/engine"
	"glyphlab/engine/weights"
)

// An evaluation is what glyphlab evaluate prints, and its JSON object.
type evaluation struct {
	Data      string          `json:"data"`  // the data set's name
	Split     string          `json:"split"` // test or validation
	Weights   []evaluatedFile `json:"weights"`
	Variants  int             `json:"variants"` // of each image
	Correct   int             `json:"correct"`
	Count     int             `json:"count"`    // images
	Accuracy  float64         `json:"accuracy"` // in %
	Interval  [2]float64      `json:"interval"` // of 95 % confidence, in %
	Loss      *float64        `json:"loss"`     // mean negative log-likelihood; null if it is infinite
	Classes   []string        `json:"classes"`
	Confusion [][]int         `json:"confusion"` // images of each class by the answer they got
	PerClass  []*float64      `json:"perClass"`  // accuracy in %; null where there is no image
}

// An evaluatedFile is a file of weights.
type evaluatedFile struct {
	File   string `json:"file"`
	Preset string `json:"preset"`
	Data   string `json:"data"`  // that it was trained on
	Steps  int    `json:"steps"` // of the whole run
	Taken  int    `json:"taken"`
	Done   bool   `json:"done"`
	Type   string `json:"type"` // float16 or float32
	SHA256 string `json:"sha256"`
}

func describeWeights(path string, w *weights.Weights) evaluatedFile {
	f := evaluatedFile{
		File: path, Preset: w.Settings.Preset, Data: w.Settings.Data, Steps: w.Settings.Steps,
		Taken: w.Taken, Done: w.Done, Type: "float32", SHA256: w.SHA256,
	}
	if w.Half {
		f.Type = "float16"
	}
	return f
}

// take takes what the evaluation gave.
func (e *evaluation) take(a engine.Assessment) {
	e.Correct, e.Count, e.Accuracy = a.Correct, a.Count, a.Accuracy()
	e.Interval[0], e.Interval[1] = a.Interval()
	if !math.IsInf(a.Loss, 0) {
		e.Loss = &a.Loss
	}
	for i := range e.Classes {
		answers := a.Confusion[i*len(e.Classes):][:len(e.Classes)]
		e.Confusion = append(e.Confusion, answers)
		var accuracy *float64
		if n := sum(answers); n > 0 {
			share := 100 * float64(answers[i]) / float64(n)
			accuracy = &share
		}
		e.PerClass = append(e.PerClass, accuracy)
	}
}

func sum(numbers []int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

// print writes the evaluation for a person.
func (e *evaluation) print(w io.Writer) error {
	for _, f := range e.Weights {
		fmt.Fprintf(w, "%s: %s, %s, trained on %s for %d of %d steps", f.File, f.Preset, f.Type, f.Data, f.Taken, f.Steps)
		if !f.Done {
			fmt.Fprint(w, ", when it was stopped")
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "Data: %s, %s %s images\n", e.Data, thousands(e.Count), e.Split)
	if len(e.Weights) > 1 {
		fmt.Fprintf(w, "Answers of %d networks together: the mean of their probabilities\n", len(e.Weights))
	}
	if e.Variants > 1 {
		fmt.Fprintf(w, "Answers to %d variants of each image: the mean of their probabilities (test-time augmentation)\n", e.Variants)
	}
	fmt.Fprintf(w, "\nAccuracy: %.2f%% (%d of %d), with 95 %% confidence from %.2f to %.2f%%\n", e.Accuracy, e.Correct, e.Count, e.Interval[0], e.Interval[1])
	loss := math.Inf(1)
	if e.Loss != nil {
		loss = *e.Loss
	}
	fmt.Fprintf(w, "Mean negative log-likelihood: %.4f\n\nHow many images of each class, a row, got each answer, a column:\n\n", loss)
	return e.table(w)
}

// table writes the confusion matrix and the accuracy of each class.
func (e *evaluation) table(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, answer := range e.Classes {
		fmt.Fprintf(table, "\t%s", answer)
	}
	fmt.Fprintln(table, "\tright\t")
	for i, class := range e.Classes {
		fmt.Fprint(table, class)
		for _, n := range e.Confusion[i] {
			fmt.Fprintf(table, "\t%d", n)
		}
		if e.PerClass[i] == nil {
			fmt.Fprintln(table, "\t–\t")
		} else {
			fmt.Fprintf(table, "\t%.1f%%\t\n", *e.PerClass[i])
		}
	}
	return table.Flush()
}
