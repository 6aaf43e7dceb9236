package run

// Uses reports whether the setting of a field means anything beside the
// others: dropout where the network has it, the decay where the schedule has
// one.
func (s Settings) Uses(field string) bool {
	switch field {
	case "dropout":
		preset, err := FindPreset(s.Preset)
		return err == nil && preset.Dropout
	case "blocks", "norm", "hidden":
		preset, err := FindPreset(s.Preset)
		return err == nil && preset.Stack
	case "decay", "every":
		return s.Schedule == Exponential || s.Schedule == Staircase
	case "rise":
		return s.Schedule == OneCycle
	case "warmup":
		return s.Schedule != OneCycle
	case "momentum":
		return s.Optimizer == SGD || s.Optimizer == Nesterov
	case "weight-decay":
		return s.Optimizer == AdamW
	case "smoothing":
		return s.Loss == CrossEntropy
	case "q":
		return s.Loss == Generalized
	}
	return true
}
