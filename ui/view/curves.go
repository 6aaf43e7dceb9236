package view

// Curves is the place of the loss and the accuracy over the steps.
type Curves struct{}
