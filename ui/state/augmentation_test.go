package state

import (
	"slices"
	"testing"

	"glyphlab/engine/augment"
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

func TestAugmentationIsSetFieldByFieldOrAtOnce(t *testing.T) {
	p, w := idle(t, "")
	if words := p.AugmentationWords(); words != "none" {
		t.Errorf("without augmentation the words are %q", words)
	}
	p.Edit("rotation", "20")
	if words := p.AugmentationWords(); words != "rotation 20" || w.address != "data=open&preset=stride&seed=1&steps=1001&rotation=20" {
		t.Errorf("words %q, address %q", words, w.address)
	}
	w.take()
	p.Edit("rotation", "far")
	if words := p.AugmentationWords(); words != "rotation is wrong" || p.AugmentationIsRight() || p.Primary().Enabled {
		t.Errorf("a wrong rotation: %q, the first button is on: %v", words, p.Primary().Enabled)
	}
	p.Augment(Usual)
	if p.Settings.Augmentation != Usual || !p.FormIsRight() {
		t.Errorf("augmentation %+v, form right: %v", p.Settings.Augmentation, p.FormIsRight())
	}
	want(t, w.take(), &message.Configure{Settings: p.Settings})
	p.Edit("preset", "maxpool")
	if p.Settings.Augmentation != (augment.Augmentation{}) {
		t.Error("another network keeps the augmentation, which is not its own")
	}
	p.Augment(Usual)
	configured(p)
	p.PressPrimary()
	p.Receive(&message.StateChanged{State: run.Training})
	if p.Augment(augment.Augmentation{}); p.Settings.Augmentation != Usual {
		t.Error("the augmentation has changed while training")
	}
}

func TestThePreviewShowsEachClassInTurn(t *testing.T) {
	p, _ := idle(t, "")
	if shown := p.Previewed(3); shown != nil {
		t.Errorf("without samples the preview shows %v", shown)
	}
	p.Receive(&message.Samples{Info: info("open"), Images: make([]byte, 5), Labels: []byte{0, 0, 1, 0, 1}})
	for _, want := range [][]int{{0, 2, 1}, {4, 3, 0}} {
		if shown := p.Previewed(3); !slices.Equal(shown, want) {
			t.Errorf("the preview shows %v, want %v", shown, want)
		}
		p.ShowOthers()
	}
}
