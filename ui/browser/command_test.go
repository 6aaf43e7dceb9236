//go:build !js

package browser

import (
	"bytes"
	"encoding/json"
	"math"
	"os/exec"
	"testing"

	"glyphlab/engine/run"
)

// command runs the built bin/glyphlab and returns what it prints.
func command(t testing.TB, args ...string) []byte {
	t.Helper()
	c := exec.CommandContext(t.Context(), "../../bin/glyphlab", args...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("glyphlab %q: %v\n%s", args, err, stderr.Bytes())
	}
	return out
}

// trained runs the train command and returns the record of the run.
func trained(t *testing.T, args ...string) (r run.Record) {
	t.Helper()
	lines := bytes.Split(bytes.TrimSpace(command(t, append([]string{"train", "-json"}, args...)...)), []byte("\n"))
	if err := json.Unmarshal(lines[len(lines)-1], &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestThePageAndTheCommandEndWithTheSameWeights(t *testing.T) {
	for _, preset := range run.Presets {
		t.Run(preset.Name, func(t *testing.T) {
			p := newPerson(t)
			steps := "120"
			if preset.Name == "wide" || preset.Stack {
				steps = "12" // each is a hundred of the strides' steps
			}
			p.open("/?preset=" + preset.Name + "&seed=3&steps=" + steps + "&run")
			p.awaitState(run.Done)
			page, native := p.run(), trained(t, "-preset", preset.Name, "-seed", "3", "-steps", steps)
			if page.SHA256 != native.SHA256 || *page.Test != *native.Test || len(page.Validation) != len(native.Validation) {
				t.Errorf("the page has %+v (test %v%%), the command %+v (test %v%%)", page, *page.Test, native, *native.Test)
			}
			if page.Settings != native.Settings {
				t.Errorf("the page's settings are %+v, the command's %+v", page.Settings, native.Settings)
			}
		})
	}
}

// On the real notMNIST images an independent implementation reached, over five
// seeds, 89.4 % with strides (a spread of 0.6) and 89.6 % with max pooling
// (0.8): same batches, same scaling of the pixels.
func TestAccuracyOnRealImagesInTheBrowser(t *testing.T) {
	site := realImages(t)
	for _, c := range []struct {
		preset    string
		reference float64 // test accuracy in %
		tolerance float64 // in points
	}{
		{"stride", 89.4, 0.9},
		{"maxpool", 89.6, 1.2},
	} {
		var mean float64
		const seeds = 5
		for seed := 1; seed <= seeds; seed++ {
			p := newPerson(t)
			p.site = site
			p.open("/?preset=" + c.preset + "&run&seed=" + itoa(seed))
			p.awaitState(run.Done)
			r := p.run()
			if r.Settings.Data != "notmnist" || r.Settings.Steps != 1001 {
				t.Fatalf("the run's settings are %+v", r.Settings)
			}
			t.Logf("%s, seed %d: test accuracy %.2f%%, %.1f s, sha256 %s", c.preset, seed, *r.Test, r.Seconds, r.SHA256)
			mean += *r.Test / seeds
		}
		t.Logf("%s: mean of %d seeds %.2f%%", c.preset, seeds, mean)
		if math.Abs(mean-c.reference) > c.tolerance {
			t.Errorf("%s: mean test accuracy %.2f%%, want %.1f ± %.1f", c.preset, mean, c.reference, c.tolerance)
		}
	}
}
