package experiment

import (
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/run"
)

func TestThePageAndTheEngineAgreeOnTheMostWorkers(t *testing.T) {
	if run.MostWorkers != engine.MostWorkers {
		t.Errorf("run.MostWorkers is %d, engine.MostWorkers %d", run.MostWorkers, engine.MostWorkers)
	}
}
