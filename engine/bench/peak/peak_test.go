package peak

import (
	"fmt"
	"testing"
)

func TestEveryLoopRunsAnyNumberOfTurns(t *testing.T) {
	loops := Loops()
	if len(loops) == 0 {
		t.Fatal("there is no loop")
	}
	for _, l := range append(loops, plain...) {
		if l.Chains < 8 || l.Chains > 14 || l.FLOPs < 2*float64(l.Chains) {
			t.Errorf("a loop of %d chains and %v operations a turn", l.Chains, l.FLOPs)
		}
		for _, turns := range []int{0, 1, 7, 1000} {
			// Every chain goes from at most 14 towards 2.
			if x := l.Run(turns); !(x >= 0 && x <= 14*14) {
				t.Errorf("after %d turns of %d chains they add up to %v", turns, l.Chains, x)
			}
		}
	}
}

func BenchmarkLoops(b *testing.B) {
	for _, l := range append(Loops(), plain...) {
		b.Run(fmt.Sprintf("%d chains, %v", l.Chains, l.FLOPs), func(b *testing.B) {
			turns := max(1, int(1e8/l.FLOPs))
			for b.Loop() {
				l.Run(turns)
			}
			b.ReportMetric(l.FLOPs*float64(turns)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
