package view

// Filters is the place of the first layer's weights.
type Filters struct{}
