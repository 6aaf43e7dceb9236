package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func TestInitialValuesHaveTheirDistribution(t *testing.T) {
	const n, fanIn = 200_000, 50
	for _, c := range []struct {
		init            Init
		mean, deviation float64
		limit           float64
	}{
		{Init{}, 0, 0, 0},
		{Constant(1), 1, 0, 1},
		{He(), 0, math.Sqrt(2. / fanIn), math.Inf(1)},
		// A normal distribution cut at two deviations has 0.8796 of it left.
		{Truncated(0.1), 0, 0.1 * 0.8796, 0.2},
	} {
		var random rand.PCG
		seed(&random, 1, forWeights)
		drawn := make([]float32, n)
		c.init.draw(drawn, fanIn, &random)
		values := make([]float64, n)
		var largest float64
		for i, v := range drawn {
			values[i] = float64(v)
			largest = max(largest, math.Abs(float64(v)))
		}
		mean, deviation := stat.MeanStdDev(values, nil)
		if math.Abs(mean-c.mean) > 5*c.deviation/math.Sqrt(n) || math.Abs(deviation-c.deviation) > 0.01*c.deviation || largest > c.limit {
			t.Errorf("%v: mean %v, deviation %v, largest %v; want %v, %v, at most %v", c.init, mean, deviation, largest, c.mean, c.deviation, c.limit)
		}
		if kurtosis := stat.ExKurtosis(values, nil); c.init.Distribution == HeNormal && math.Abs(kurtosis) > 0.06 {
			t.Errorf("%v: excess kurtosis %v, a normal distribution has 0", c.init, kurtosis)
		}
	}
}

func TestEverySeedAndParameterHasWeightsOfItsOwn(t *testing.T) {
	m, err := Compile(Network{"two alike", Shape{1, 1, 30}, []Layer{Dense{30, Truncated(0.1)}, Dense{30, Truncated(0.1)}}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[float32]bool{}
	for s := range uint64(20) {
		m.Initialize(s)
		for _, p := range m.Parameters() {
			if seen[p.Values[0]] || seen[p.Values[899]] {
				t.Fatalf("seed %d has values of another seed or parameter in %s", s, p.Name)
			}
			seen[p.Values[0]], seen[p.Values[899]] = true, true
		}
	}
	first := m.SHA256()
	m.Initialize(0)
	m.Initialize(19)
	if m.SHA256() != first {
		t.Error("the same seed gives other weights the second time")
	}
}
