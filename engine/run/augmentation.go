package run

import "glyphlab/engine/augment"

// Augmentation is the group of the fields of [Settings.Augmentation].
const Augmentation = "augmentation"

var augmentationFields = []Field{
	{Name: "shift", Label: "shift", Kind: Real, Max: augment.MaxShift, Group: Augmentation,
		Help: "How many pixels an image moves at most, along each axis.",
		at:   func(s *Settings) any { return &s.Shift }},
	{Name: "rotation", Label: "rotation", Kind: Real, Max: augment.MaxRotation, Group: Augmentation,
		Help: "How many degrees an image turns at most, either way.",
		at:   func(s *Settings) any { return &s.Rotation }},
	{Name: "scale", Label: "scale", Kind: Real, Max: augment.MaxScale, Group: Augmentation,
		Help: "By which share an image grows or shrinks at most: 0.1 is a tenth.",
		at:   func(s *Settings) any { return &s.Scale }},
	{Name: "stretch", Label: "stretch", Kind: Real, Max: augment.MaxStretch, Group: Augmentation,
		Help: "By which share an image becomes wider and lower, or narrower and higher, at most.",
		at:   func(s *Settings) any { return &s.Stretch }},
	{Name: "shear", Label: "shear", Kind: Real, Max: augment.MaxShear, Group: Augmentation,
		Help: "By which share of its height an image leans at most, either way.",
		at:   func(s *Settings) any { return &s.Shear }},
	{Name: "elastic", Label: "elastic", Kind: Real, Max: augment.MaxElastic, Group: Augmentation,
		Help: "How many pixels the parts of an image are displaced, smoothly, as a hand would: the typical distance.",
		at:   func(s *Settings) any { return &s.Elastic }},
	{Name: "thickness", Label: "thickness", Kind: Real, Max: augment.MaxThickness, Group: Augmentation,
		Help: "How many pixels the ink grows or shrinks at most, at each of its edges.",
		at:   func(s *Settings) any { return &s.Thickness }},
	{Name: "erasing", Label: "erasing", Kind: Real, Max: augment.MaxErasing, Group: Augmentation,
		Help: "Which share of an image a rectangle erases at most.",
		at:   func(s *Settings) any { return &s.Erasing }},
	{Name: "noise", Label: "noise", Kind: Real, Max: augment.MaxNoise, Group: Augmentation,
		Help: "The standard deviation of the noise in each pixel; white is 1.",
		at:   func(s *Settings) any { return &s.Noise }},
}
