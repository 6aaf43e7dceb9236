package engine

import (
	_ "embed"
	"encoding/json"
	"math"
	"testing"
)

// What PyTorch has computed in double precision: see testdata/pytorch.py, which
// draws the same images and weights.
//
//go:embed testdata/pytorch.json
var pytorch []byte

// draws is a linear congruential generator of numbers of 24 bits.
type draws uint32

func (d *draws) next() uint32 {
	*d = *d*1664525 + 1013904223
	return uint32(*d) >> 8
}

// barred are images of dark noise with a white bar, whose place is the label.
func barred(d *draws, count int) glyphs {
	images := glyphs{height: 28, width: 28}
	for i := range count {
		for range 28 {
			for x := range 28 {
				noise := d.next() * 80 >> 24
				if x/2 == i%10 {
					noise = 255
				}
				images.pixels = append(images.pixels, byte(noise))
			}
		}
		images.labels = append(images.labels, i%10)
	}
	return images
}

func TestPyTorchsRunsAreFollowed(t *testing.T) {
	var runs map[string]struct {
		Losses, Logits, Norms []float64
		Gradients             []struct {
			Norm float64
			Some []float64 // of its numbers, as far apart as can be
		}
		Correct int
	}
	if err := json.Unmarshal(pytorch, &runs); err != nil {
		t.Fatal(err)
	}
	for _, c := range goldenCases {
		t.Run(c.name, func(t *testing.T) {
			want, d := runs[c.name], draws(1)
			images := barred(&d, 160)
			model := mustCompile(t, c.network, 16)
			for _, p := range model.Parameters() {
				for i := range p.Values {
					p.Values[i] = (float32(d.next())/(1<<24) - 0.5) / 4
				}
			}
			config := c.config
			config.Images = images.Len()
			trainer := mustTrain(t, model, config, images)
			first := firstLogits(t, trainer)
			if len(want.Losses) != 40 {
				t.Fatalf("PyTorch's run has %d losses, not 40", len(want.Losses))
			}
			for step, loss := range want.Losses {
				minibatch := mustStep(t, trainer, 1)
				if math.Abs(minibatch.Loss-loss) > 1e-3 {
					t.Fatalf("step %d: loss %v, PyTorch's %v", step, minibatch.Loss, loss)
				}
				if step > 0 {
					continue
				}
				near(t, "logits", first, want.Logits, 1e-5)
				for i, p := range model.Parameters() {
					near(t, "the norm of the gradient of "+p.Name, []float32{norm(p.Gradients)}, []float64{want.Gradients[i].Norm}, 1e-5)
					var some []float32
					for at := 0; len(some) < len(want.Gradients[i].Some); at += len(p.Gradients)/16 | 1 {
						some = append(some, p.Gradients[at])
					}
					near(t, "the gradient of "+p.Name, some, want.Gradients[i].Some, 1e-5)
				}
			}
			for i, p := range model.Parameters() {
				near(t, "the norm of "+p.Name+" at the end", []float32{norm(p.Values)}, want.Norms[i:i+1], 1e-3)
			}
			score, err := Evaluate(model, images, nil)
			if err != nil {
				t.Fatal(err)
			}
			if score.Correct != want.Correct {
				t.Errorf("%d images are classified right at the end, PyTorch's network %d", score.Correct, want.Correct)
			}
		})
	}
}

func norm(values []float32) float32 {
	var sum float64
	for _, v := range values {
		sum += float64(v) * float64(v)
	}
	return float32(math.Sqrt(sum))
}
